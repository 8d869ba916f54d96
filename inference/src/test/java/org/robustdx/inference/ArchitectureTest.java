package org.robustdx.inference;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "org.robustdx.inference";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void shouldDependOnNothingElseOfTheProject() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..").and(not(resideInAPackage(ROOT + ".."))))
                .check(CLASSES);
    }

    @Test
    void shouldPointFromVerdictToModelToImage() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".image..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".model..", ROOT + ".verdict.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".model..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".verdict.."))
                .check(CLASSES);
    }

    @Test
    void shouldNeverDeserializeJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void shouldMarkEveryPackageForNullness() throws ClassNotFoundException {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(c -> packages.add(c.getPackageName()));
        assertThat(packages).hasSize(7);
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }
}
