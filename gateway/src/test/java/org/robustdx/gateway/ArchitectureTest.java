package org.robustdx.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String GATEWAY = "org.robustdx.gateway..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx.gateway");

    /** For each package of the gateway, the other packages of the gateway that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "dicom", Set.of(),
            "archive", Set.of("dicom"),
            "pseudonym", Set.of("dicom"),
            "intake", Set.of("archive", "pseudonym", "dicom"),
            "report", Set.of("intake", "archive", "pseudonym", "dicom"),
            "bench", Set.of("archive", "pseudonym", "dicom"),
            "app", Set.of("report", "intake", "archive", "pseudonym"));

    @Test
    void shouldDependOnSchemasKafkaAndHttpAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(resideOutsideOfPackages(
                                GATEWAY, "org.robustdx.schemas..", "org.robustdx.kafka..", "org.robustdx.http..")))
                .check(CLASSES);
    }

    @Test
    void shouldFollowTheArrowsBetweenPackages() {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring("org.robustdx.gateway.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>(ARROWS.keySet());
        named.add("cli"); // It may use all of them, and none may use it.
        assertThat(packages).as("every package has its arrows").isEqualTo(named);
        ARROWS.forEach((name, targets) -> {
            String[] allowed = Stream.concat(Stream.of(name), targets.stream())
                    .map(target -> "org.robustdx.gateway." + target)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.robustdx.gateway." + name)
                    .should()
                    .dependOnClassesThat(resideInAPackage(GATEWAY).and(resideOutsideOfPackages(allowed)))
                    .check(CLASSES);
        });
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("org.robustdx.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
