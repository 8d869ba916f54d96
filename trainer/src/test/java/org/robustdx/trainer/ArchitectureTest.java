package org.robustdx.trainer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.robustdx.trainer");

    @Test
    void usesInferenceAndOnnxAndUsesKafkaInCliAndRedteamOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(not(resideInAnyPackage(
                                "org.robustdx.trainer..",
                                "org.robustdx.inference..",
                                "org.robustdx.onnx..",
                                "org.robustdx.kafka..",
                                "org.robustdx.schemas.."))))
                .check(OURS);
        noClasses()
                .that()
                .resideOutsideOfPackages("org.robustdx.trainer.redteam..", "org.robustdx.trainer.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.robustdx.kafka..", "org.robustdx.schemas..", "org.apache.kafka..")
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

    /** The arrows between packages: each may use the packages that are named after it, directly, and no others. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("common", List.of()),
            Map.entry("nn", List.of()),
            Map.entry("plan", List.of()),
            Map.entry("attack", List.of("common")),
            Map.entry("data", List.of("common")),
            Map.entry("calibrate", List.of("report")),
            Map.entry("detect", List.of()),
            Map.entry("scope", List.of("detect", "nn")),
            Map.entry("report", List.of("common")),
            Map.entry("defend", List.of("attack", "common", "nn")),
            Map.entry("model.backbone", List.of("nn")),
            Map.entry("model", List.of("attack", "calibrate", "detect", "model.backbone", "nn", "plan", "scope")),
            Map.entry(
                    "front",
                    List.of(
                            "attack",
                            "calibrate",
                            "common",
                            "data",
                            "detect",
                            "importer",
                            "model",
                            "model.backbone",
                            "nn",
                            "plan",
                            "train")),
            Map.entry("redteam", List.of("attack", "common", "data", "train")),
            Map.entry("export", List.of("calibrate", "model")),
            Map.entry("importer", List.of("calibrate", "detect", "export", "model", "model.backbone", "nn")),
            Map.entry("harden", List.of("export", "importer", "model", "model.backbone", "nn")),
            Map.entry(
                    "train",
                    List.of(
                            "attack",
                            "common",
                            "data",
                            "defend",
                            "harden",
                            "importer",
                            "model",
                            "model.backbone",
                            "nn",
                            "plan")),
            Map.entry(
                    "modelfile",
                    List.of(
                            "calibrate",
                            "data",
                            "detect",
                            "export",
                            "harden",
                            "importer",
                            "model",
                            "model.backbone",
                            "nn",
                            "scope",
                            "train")),
            Map.entry(
                    "measure",
                    List.of("attack", "calibrate", "common", "data", "detect", "model", "modelfile", "nn", "train")),
            Map.entry(
                    "site",
                    List.of("calibrate", "common", "data", "export", "measure", "modelfile", "report", "train")),
            Map.entry(
                    "publish",
                    List.of(
                            "attack",
                            "calibrate",
                            "common",
                            "data",
                            "defend",
                            "detect",
                            "export",
                            "front",
                            "importer",
                            "measure",
                            "model",
                            "modelfile",
                            "nn",
                            "report",
                            "scope",
                            "site",
                            "train")),
            Map.entry(
                    "adopt",
                    List.of(
                            "attack",
                            "data",
                            "detect",
                            "export",
                            "harden",
                            "importer",
                            "model",
                            "model.backbone",
                            "nn",
                            "measure",
                            "modelfile",
                            "site",
                            "plan",
                            "train")),
            Map.entry(
                    "evaluate",
                    List.of(
                            "attack",
                            "common",
                            "data",
                            "detect",
                            "evaluate.sets",
                            "model",
                            "model.backbone",
                            "nn",
                            "measure",
                            "modelfile",
                            "site",
                            "report",
                            "scope",
                            "train")),
            Map.entry("evaluate.sets", List.of("data")),
            Map.entry("evaluate.html", List.of("attack", "common", "evaluate", "evaluate.sets", "report", "train")),
            Map.entry("study", List.of("attack", "common", "evaluate", "report")),
            Map.entry(
                    "bench",
                    List.of("attack", "data", "defend", "importer", "model", "model.backbone", "nn", "plan", "train")));

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.robustdx.trainer.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void eachPackageUsesOnlyThoseBelowIt() {
        String root = "org.robustdx.trainer.";
        List<String> against = OURS.stream()
                .filter(c -> !c.getPackageName().startsWith(root + "cli"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getPackageName().startsWith(root))
                .map(d -> d.getOriginClass().getPackageName().substring(root.length()) + " -> "
                        + d.getTargetClass().getPackageName().substring(root.length()))
                .distinct()
                .filter(arrow -> {
                    String[] ends = arrow.split(" -> ", -1);
                    return !ends[0].equals(ends[1])
                            && !ARROWS.getOrDefault(ends[0], List.of()).contains(ends[1]);
                })
                .sorted()
                .toList();

        assertThat(against).isEmpty();
        assertThat(OURS.stream().map(c -> c.getPackageName().substring(root.length())))
                .as("every package has its arrows")
                .allMatch(name -> name.equals("cli") || ARROWS.containsKey(name));
    }

    @Test
    void attacksKnowNoModelButTheInterfaceThatTheyAttack() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.trainer.attack..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(not(resideInAnyPackage("org.robustdx.trainer.attack..", "org.robustdx.trainer.common.."))))
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
