package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.file.Sha256;

/** The real image sets, where the system property {@code robustdx.data} names their folder. */
class RealDataTest {
    private static Path folder(String name) {
        String data = System.getProperty("robustdx.data", "");
        assumeThat(data)
                .as("system property robustdx.data: the folder of real images")
                .isNotBlank();
        Path folder = Path.of(data, name);
        assumeThat(folder).as("robustdx.data/" + name).isDirectory();
        return folder;
    }

    @Test
    void chestImagesShouldBeSplitByChildAndCopy() throws Exception {
        Path dir = folder("chest-xray");
        Dataset dataset = new DatasetLoader(LoadOptions.of(16, 16, 1))
                .load(dir, LoadProgress.silent())
                .dataset();
        assertThat(dataset.classes()).containsExactly("NORMAL", "PNEUMONIA");
        assertThat(dataset.classCounts()).containsExactly(1341, 3875);

        Split split = Split.of(dataset, SplitFractions.ofDefaults(), 1);
        Map<String, Integer> partOfContent = new HashMap<>();
        Map<String, Integer> partOfChild = new HashMap<>();
        int copies = 0;
        int[][] parts = {split.train(), split.validation(), split.calibration(), split.test()};
        for (int p = 0; p < parts.length; p++) {
            for (int i : parts[p]) {
                Path file = dir.resolve("train").resolve(dataset.id(i));
                Integer before = partOfContent.put(Sha256.hex(Files.readAllBytes(file)), p);
                if (before != null) {
                    copies++;
                    assertThat(before).as("copies of " + dataset.id(i)).isEqualTo(p);
                }
                String name = file.getFileName().toString().replace("NORMAL2-", "");
                String child = name.startsWith("person") ? name.split("_", -1)[0] : name.substring(0, 7);
                Integer sibling = partOfChild.put(child, p);
                assertThat(sibling == null || sibling == p)
                        .as("images of " + child)
                        .isTrue();
            }
        }
        assertThat(copies).isEqualTo(26);
        for (int[] part : parts) {
            int[] counts = dataset.subset(part).classCounts();
            assertThat((double) counts[0] / part.length).isBetween(0.25, 0.265);
        }
        assertThat(split.test().length).isBetween(515, 528);
    }

    @Test
    void skinImagesShouldHaveTheirSevenClasses() throws Exception {
        ImageListing listing = DataLayout.HAM10000.source().list(folder("skin"));
        assertThat(DataLayout.detect(folder("skin"))).isEqualTo(DataLayout.HAM10000);
        assertThat(listing.classes()).containsExactly("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc");
        int[] counts = new int[7];
        Set<String> lesions = new HashSet<>();
        for (Sample sample : listing.samples()) {
            counts[sample.label()]++;
            lesions.add(sample.group());
        }
        assertThat(counts).containsExactly(142, 203, 457, 49, 399, 3438, 66);
        assertThat(lesions).hasSize(4754);
        assertThat(listing.bad()).isEmpty();
    }

    @Test
    void fullSizeImagesShouldLoad() throws Exception {
        Dataset dataset = new DatasetLoader(LoadOptions.of(64, 64, 1))
                .load(folder("chest-xray-fullsize"), LoadProgress.silent())
                .dataset();
        assertThat(dataset.size()).isEqualTo(20);
    }
}
