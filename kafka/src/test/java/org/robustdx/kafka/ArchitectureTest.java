package org.robustdx.kafka;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx.kafka");

    @Test
    void shouldDependOnSchemasOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(resideOutsideOfPackages("org.robustdx.kafka..", "org.robustdx.schemas..")))
                .check(CLASSES);
    }

    @Test
    void shouldNotDependOnKafkaStreamsOrABroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.streams..", "kafka..", "org.apache.kafka.metadata..")
                .check(CLASSES);
    }
}
