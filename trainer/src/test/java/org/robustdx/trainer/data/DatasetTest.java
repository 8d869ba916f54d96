package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private final Dataset dataset = TestImages.dataset(7, 3, 2, 3, 3);

    @Test
    void digestShouldNotDependOnTheOrder() {
        Dataset turned = dataset.subset(new int[] {6, 5, 4, 3, 2, 1, 0});
        assertThat(turned.digest()).isEqualTo(dataset.digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void digestShouldDependOnPixelsLabelsAndNames() {
        byte[][] images = {{1}, {2}};
        String digest = gray(images, new int[] {0, 1}, "a", "b").digest();
        assertThat(gray(new byte[][] {{1}, {3}}, new int[] {0, 1}, "a", "b").digest())
                .isNotEqualTo(digest);
        assertThat(gray(images, new int[] {0, 0}, "a", "b").digest()).isNotEqualTo(digest);
        assertThat(gray(images, new int[] {0, 1}, "a", "c").digest()).isNotEqualTo(digest);
    }

    private static Dataset gray(byte[][] images, int[] labels, String... ids) {
        return new Dataset(List.of("x", "y"), 1, 1, 1, images, labels, ids, ids);
    }

    @Test
    void subsetShouldKeepEachImageWithItsLabel() {
        Dataset subset = dataset.subset(new int[] {5, 1});
        assertThat(subset.size()).isEqualTo(2);
        assertThat(subset.image(0)).isEqualTo(dataset.image(5));
        assertThat(subset.labels()).containsExactly(2, 1);
        assertThat(subset.id(1)).isEqualTo("image-00001");
        assertThat(subset.group(1)).isEqualTo("image-00001");
        assertThat(subset.classCounts()).containsExactly(0, 1, 1);
    }

    @Test
    void batchShouldHoldImagesOneAfterTheOther() {
        byte[] batch = dataset.batchNhwc(new int[] {2, 0});
        assertThat(batch).hasSize(2 * 18).startsWith(dataset.image(2)).endsWith(dataset.image(0));
    }

    @Test
    void labelsShouldFollowTheClassesWanted() throws Exception {
        Dataset mapped = dataset.withClasses(List.of("class2", "other", "class0", "class1"));
        assertThat(mapped.labels()).containsExactly(2, 3, 0, 2, 3, 0, 2);
        assertThatThrownBy(() -> dataset.withClasses(List.of("class0", "class1")))
                .isInstanceOf(DataException.class)
                .hasMessage("class class2 is unknown (expected: one of class0, class1)");
    }

    @Test
    void shouldRefuseWhatDoesNotFitTogether() {
        String[] names = {"a"};
        assertThatThrownBy(() -> gray(new byte[][] {{1, 2}}, new int[] {0}, names))
                .hasMessage("images[0]: 2 bytes (expected: 1)");
        assertThatThrownBy(() -> gray(new byte[][] {{1}}, new int[] {2}, names))
                .hasMessage("labels[0]: 2 (expected: 0 <= label < 2)");
        assertThatThrownBy(() -> gray(new byte[][] {{1}}, new int[] {0, 1}, names))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dataset(List.of("x"), 1, 1, 2, new byte[][] {{1, 2}}, new int[] {0}, names, names))
                .hasMessageContaining("1x1x2");
    }
}
