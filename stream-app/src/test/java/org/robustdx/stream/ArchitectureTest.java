package org.robustdx.stream;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.robustdx.kafka.Topics;

class ArchitectureTest {
    private static final String STREAM = "org.robustdx.stream..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx");

    /** For each package of the app, the other packages of the app that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            // The chain, from the bottom to the top.
            Map.entry("config", Set.of()),
            Map.entry("content", Set.of("config", "dlq")),
            Map.entry("diagnosis", Set.of("content", "dlq")),
            Map.entry("readahead", Set.of("diagnosis", "content", "dlq")),
            Map.entry(
                    "topology",
                    Set.of("readahead", "diagnosis", "content", "config", "alert", "campaign", "dlq", "trace")),
            Map.entry("modelupdate", Set.of("topology", "readahead", "diagnosis", "content", "config", "alert", "dlq")),
            Map.entry(
                    "app",
                    Set.of(
                            "modelupdate",
                            "topology",
                            "readahead",
                            "diagnosis",
                            "content",
                            "config",
                            "alert",
                            "campaign",
                            "http",
                            "metrics",
                            "trace")),
            // What parts of the chain use.
            Map.entry("alert", Set.of("diagnosis", "config", "dlq")),
            Map.entry("campaign", Set.of("config")),
            Map.entry("dlq", Set.of()),
            Map.entry("http", Set.of("config")),
            Map.entry("metrics", Set.of("modelupdate", "topology", "readahead", "diagnosis", "config", "dlq")),
            Map.entry("trace", Set.of("config", "dlq")),
            // What only commands use.
            Map.entry("calibrate", Set.of()),
            Map.entry("classify", Set.of("diagnosis", "content", "config", "dlq", "watch")),
            Map.entry("publish", Set.of("content", "trace")),
            Map.entry("watch", Set.of("dlq")));

    @Test
    void shouldDependOnNoModuleButSchemasInferenceKafkaAndHttp() {
        noClasses()
                .that()
                .resideInAPackage(STREAM)
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(resideOutsideOfPackages(
                                STREAM,
                                "org.robustdx.schemas..",
                                "org.robustdx.inference..",
                                "org.robustdx.kafka..",
                                "org.robustdx.http..")))
                .check(CLASSES);
    }

    @Test
    void shouldFollowTheArrowsBetweenPackages() {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("org.robustdx.stream."))
                .map(name -> name.substring("org.robustdx.stream.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>(ARROWS.keySet());
        named.add("cli"); // It may use all of them, and none may use it.
        assertThat(packages).as("every package has its arrows").isEqualTo(named);
        ARROWS.forEach((name, targets) -> {
            String[] allowed = Stream.concat(Stream.of(name), targets.stream())
                    .map(target -> "org.robustdx.stream." + target)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.robustdx.stream." + name)
                    .should()
                    .dependOnClassesThat(resideInAPackage(STREAM).and(resideOutsideOfPackages(allowed)))
                    .check(CLASSES);
        });
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("org.robustdx.stream.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldNeedNoBrokerInItsProcess() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.robustdx.broker..")
                .check(CLASSES);
    }

    @Test
    void shouldSpellTopicNamesInOnePlace() throws IOException {
        List<String> literals =
                Topics.all().stream().map(name -> '"' + name + '"').toList();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                if (!source.endsWith("Topics.java")) {
                    assertThat(Files.readString(source)).as(source.toString()).doesNotContain(literals);
                }
            }
        }
    }
}
