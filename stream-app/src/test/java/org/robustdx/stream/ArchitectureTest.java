package org.robustdx.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.robustdx.kafka.Topics;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx");

    @Test
    void shouldDependOnSchemasAndInferenceOnly() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.robustdx.trainer..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage("org.robustdx.schemas..", "org.robustdx.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.robustdx.stream..", "org.robustdx.trainer..")
                .check(classes);
    }

    @Test
    void shouldKeepTheCommandLineOnTop() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.stream..")
                .and()
                .resideOutsideOfPackage("org.robustdx.stream.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.robustdx.stream.cli..")
                .check(classes);
    }

    @Test
    void shouldNeedNoBrokerInItsProcess() {
        noClasses()
                .that()
                .resideInAPackage("org.robustdx.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.robustdx.broker..")
                .check(classes);
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
