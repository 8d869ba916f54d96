package org.robustdx.trainer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.robustdx.trainer");

    @Test
    void trainerUsesInferenceAloneOfOurModules() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(not(resideInAnyPackage(
                                "org.robustdx.trainer..", "org.robustdx.inference..", "org.robustdx.onnx.."))))
                .check(OURS);
    }

    @Test
    void dataAndReportKnowNothingOfTheNetwork() {
        noClasses()
                .that()
                .resideInAnyPackage("org.robustdx.trainer.data..", "org.robustdx.trainer.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "ai.onnxruntime..", "picocli..")
                .check(OURS);
    }

    @Test
    void attacksKnowNoModelButTheInterfaceThatTheyAttack() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.trainer.attack..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.robustdx..").and(not(resideInAPackage("org.robustdx.trainer.attack.."))))
                .check(OURS);
    }

    @Test
    void layersDependOnNothingElseOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.trainer.nn..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.robustdx..").and(not(resideInAPackage("org.robustdx.trainer.nn.."))))
                .check(OURS);
    }

    @Test
    void nothingUsesTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.robustdx.trainer.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.robustdx.trainer.cli..", "picocli..")
                .check(OURS);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = OURS.stream()
                .map(c -> c.getPackage())
                .distinct()
                .filter(p -> !p.tryGetAnnotationOfType(NullMarked.class).isPresent())
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).isEmpty();
    }
}
