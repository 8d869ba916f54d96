package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.TinyModels;

class SplitsTest {
    /** Sixty images of twenty patients, three of each. */
    private static Dataset patients() {
        Dataset phantoms = TinyModels.phantoms(1, 60);
        String[] groups = new String[60];
        String[] ids = new String[60];
        byte[][] images = new byte[60][];
        for (int i = 0; i < 60; i++) {
            groups[i] = "patient" + i % 20;
            ids[i] = phantoms.id(i);
            images[i] = phantoms.image(i);
        }
        return new Dataset(
                phantoms.classes(), TinyModels.SIDE, TinyModels.SIDE, 3, images, phantoms.labels(), groups, ids);
    }

    @Test
    void noPatientIsInTwoPartsAndNoImageIsLost() {
        Splits splits = Splits.of(patients(), 1);
        List<Dataset> parts = List.of(splits.train(), splits.validation(), splits.calibration(), splits.test());
        Set<String> seen = new HashSet<>();
        int images = 0;
        for (Dataset part : parts) {
            Set<String> groups = new HashSet<>(List.of(part.groups()));
            assertThat(part.size()).isPositive();
            assertThat(seen).doesNotContainAnyElementsOf(groups);
            seen.addAll(groups);
            images += part.size();
        }

        assertThat(images).isEqualTo(60);
        assertThat(splits.train().size()).isGreaterThanOrEqualTo(36);
    }

    @Test
    void seedDecides() {
        assertThat(Splits.of(patients(), 1).test().groups())
                .isEqualTo(Splits.of(patients(), 1).test().groups());
        assertThat(new HashSet<>(List.of(Splits.of(patients(), 1).train().groups())))
                .isNotEqualTo(
                        new HashSet<>(List.of(Splits.of(patients(), 2).train().groups())));
    }
}
