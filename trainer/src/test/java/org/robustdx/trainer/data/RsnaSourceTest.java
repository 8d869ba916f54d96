package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;

class RsnaSourceTest {
    private static final String HEADER = "patientId,x,y,width,height,Target\n";

    private final RsnaSource source = new RsnaSource();

    private final Path dir;

    RsnaSourceTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @BeforeEach
    void images() throws IOException {
        for (String patient : new String[] {"p1", "p2", "p3", "p4"}) {
            Raster image = TestImages.raster(6, 6, 1, patient.hashCode());
            TestImages.write(dir.resolve("stage_2_train_images/" + patient + ".dcm"), TestImages.dicom(image));
        }
    }

    private void labels(String rows) throws IOException {
        Files.writeString(dir.resolve(RsnaSource.LABELS), HEADER + rows);
    }

    @Test
    void shouldTakeOneImageForEachPatientWhateverTheNumberOfBoxes() throws Exception {
        labels("""
                p2,,,,,0
                p1,1,1,2,2,1
                p1,3,3,2,2,1
                """);

        ImageListing listing = source.list(dir);

        assertThat(listing.classes()).containsExactly("No Lung Opacity", "Lung Opacity");
        assertThat(listing.samples())
                .extracting(Sample::id, Sample::label, Sample::group, Sample::origin)
                .containsExactly(
                        tuple("stage_2_train_images/p1.dcm", 1, "p1", "stage_2_train_labels.csv:3"),
                        tuple("stage_2_train_images/p2.dcm", 0, "p2", "stage_2_train_labels.csv:2"));
        assertThat(listing.bad()).isEmpty();
    }

    @Test
    void shouldHaveThreeClassesWithTheDetails() throws Exception {
        labels("p1,1,1,2,2,1\np1,3,3,2,2,1\np2,,,,,0\np3,,,,,0\np4,,,,,0\n");
        Files.writeString(dir.resolve("stage_2_detailed_class_info.csv"), """
                patientId,class
                p1,Lung Opacity
                p1,Lung Opacity
                p2,Normal
                p3,No Lung Opacity / Not Normal
                """);

        ImageListing listing = source.list(dir);

        assertThat(listing.classes()).containsExactly("Normal", "No Lung Opacity / Not Normal", "Lung Opacity");
        assertThat(listing.samples())
                .extracting(Sample::group, Sample::label)
                .containsExactly(tuple("p1", 2), tuple("p2", 0), tuple("p3", 1));
        assertThat(listing.bad())
                .containsExactly(new BadItem(
                        "stage_2_train_labels.csv:6", "no row for this patient in stage_2_detailed_class_info.csv"));
    }

    @Test
    void shouldListBadRowsWithoutNamingPatients() throws Exception {
        labels("""
                p1,1,1,2,2,1
                p2,,,,,2
                p3,,,,,0
                p3,1,1,2,2,1
                p9,,,,,0
                ../p4,,,,,0
                """);

        ImageListing listing = source.list(dir);

        assertThat(listing.samples()).extracting(Sample::group).containsExactly("p1");
        assertThat(listing.bad())
                .extracting(BadItem::where, BadItem::reason)
                .containsExactlyInAnyOrder(
                        tuple("stage_2_train_labels.csv:3", "unknown class in Target (expected: 0 or 1)"),
                        tuple("stage_2_train_labels.csv:5", "Target contradicts an earlier row of this patient"),
                        tuple("stage_2_train_labels.csv:6", "its image file is missing"),
                        tuple(
                                "stage_2_train_labels.csv:7",
                                "patientId is not a name (expected: letters, digits, - _ .)"));
        assertThat(listing.bad().toString()).doesNotContain("p9").doesNotContain("p2");
    }

    @Test
    void shouldLoadTheDicomPixels() throws Exception {
        labels("p1,1,1,2,2,1\np2,,,,,0\n");

        Dataset dataset = new DatasetLoader(LoadOptions.of(6, 6, 1))
                .load(dir, LoadProgress.silent())
                .dataset();

        assertThat(dataset.size()).isEqualTo(2);
        Raster expected = TestImages.raster(6, 6, 1, "p1".hashCode());
        assertThat(dataset.image(0)).hasSameSizeAs(expected.pixels());
        assertThat(dataset.labels()).containsExactly(1, 0);
    }
}
