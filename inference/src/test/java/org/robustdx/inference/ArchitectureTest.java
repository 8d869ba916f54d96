package org.robustdx.inference;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "org.robustdx.inference";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** For each package, the packages that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("file", Set.of()),
            entry("graph", Set.of()),
            entry("image", Set.of()),
            entry("image.pixels", Set.of("image")),
            entry("image.exif", Set.of("image")),
            entry("image.imageio", Set.of("image", "image.exif", "image.pixels")),
            entry("image.bmp", Set.of("image", "image.pixels")),
            entry("image.png", Set.of("image", "image.exif", "image.imageio")),
            entry("image.jpeg", Set.of("image", "image.exif")),
            entry("image.jpegls", Set.of("image")),
            entry("image.tiff", Set.of("image", "image.exif", "image.imageio", "image.jpeg", "image.pixels")),
            entry("image.dicom", Set.of("image", "image.imageio", "image.jpeg", "image.jpegls")),
            entry(
                    "image.formats",
                    Set.of(
                            "image",
                            "image.bmp",
                            "image.dicom",
                            "image.imageio",
                            "image.jpeg",
                            "image.png",
                            "image.tiff")),
            entry("model", Set.of("file", "graph", "image")),
            entry("verdict", Set.of("image", "model")),
            entry("pipeline", Set.of("image", "image.formats", "model", "verdict")));

    @Test
    void shouldDependOnNothingElseOfTheProject() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.robustdx..").and(not(resideInAPackage(ROOT + ".."))))
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** An arrow that this table lacks is a decision: add it here, and see that it makes no cycle. */
    @Test
    void shouldDependOnlyOnPackagesBelow() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            Set<String> used = found.computeIfAbsent(relative(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::relative)
                    .filter(name -> !name.equals(relative(each)))
                    .forEach(used::add);
        }
        assertThat(found.keySet()).isEqualTo(ARROWS.keySet());
        found.forEach((name, used) -> assertThat(ARROWS.get(name)).as(name).containsAll(used));
    }

    @Test
    void shouldUseDecodersOfFormatsWithinImageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".image..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".image..")
                        .and(not(resideInAnyPackage(ROOT + ".image", ROOT + ".image.formats"))))
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
        assertThat(packages).hasSameSizeAs(ARROWS.keySet());
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static String relative(JavaClass each) {
        return each.getPackageName().substring(ROOT.length() + 1);
    }
}
