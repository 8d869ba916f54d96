package org.robustdx.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx");

    @Test
    void shouldBeUsedByNoOtherModule() {
        noClasses()
                .that(resideInAPackage("org.robustdx..").and(resideOutsideOfPackage("org.robustdx.lab..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.robustdx.lab..")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCycles() {
        slices().matching("org.robustdx.lab.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldKeepTheCommandLineOnTop() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.robustdx.lab.demo..",
                        "org.robustdx.lab.bench..",
                        "org.robustdx.lab.decode..",
                        "org.robustdx.lab.graph..",
                        "org.robustdx.lab.images..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.robustdx.lab.cli..", "org.robustdx.stream.cli..")
                .check(CLASSES);
    }
}
