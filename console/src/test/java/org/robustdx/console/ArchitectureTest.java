package org.robustdx.console;

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
    private static final String CONSOLE = "org.robustdx.console..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.robustdx.console");

    /** For each package of the console, the other packages of the console that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "cases", Set.of(),
            "access", Set.of(),
            "html", Set.of(),
            "images", Set.of(),
            "topics", Set.of("cases"),
            "pages", Set.of("cases", "access", "html"),
            "web", Set.of("pages", "topics", "images", "cases", "access", "html"),
            "app", Set.of("web", "pages", "topics", "cases", "access", "html"));

    @Test
    void shouldDependOnSchemasKafkaAndHttpAndOnTheImageDecodersAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..")
                        .and(resideOutsideOfPackages(
                                CONSOLE,
                                "org.robustdx.schemas..",
                                "org.robustdx.kafka..",
                                "org.robustdx.http..",
                                "org.robustdx.inference.image..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.robustdx.console.images")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.robustdx.inference..")
                .check(CLASSES);
    }

    @Test
    void shouldWriteToKafkaInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.robustdx.console.topics.ReviewLog")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.apache\\.kafka\\.clients\\.producer\\.(Kafka)?Producer(Record)?")
                .check(CLASSES);
    }

    @Test
    void shouldFollowTheArrowsBetweenPackages() {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring("org.robustdx.console.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>(ARROWS.keySet());
        named.add("cli"); // It may use all of them, and none may use it.
        assertThat(packages).as("every package has its arrows").isEqualTo(named);
        ARROWS.forEach((name, targets) -> {
            String[] allowed = Stream.concat(Stream.of(name), targets.stream())
                    .map(target -> "org.robustdx.console." + target)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.robustdx.console." + name)
                    .should()
                    .dependOnClassesThat(resideInAPackage(CONSOLE).and(resideOutsideOfPackages(allowed)))
                    .check(CLASSES);
        });
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("org.robustdx.console.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
