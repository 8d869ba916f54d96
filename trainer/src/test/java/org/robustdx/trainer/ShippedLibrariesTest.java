package org.robustdx.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.ShippedLibrariesKit;

class ShippedLibrariesTest extends ShippedLibrariesKit {
    ShippedLibrariesTest() {
        super("trainer");
    }

    /** The VEX document says so. */
    @Test
    void shouldCallNoneOfTheOldLibrariesInsideNd4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j.shade..", "onnx..", "tensorflow..", "org.tensorflow..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.robustdx.trainer"));
    }
}
