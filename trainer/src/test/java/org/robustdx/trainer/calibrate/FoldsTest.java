package org.robustdx.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
    /** Twelve images of class 0 and six of class 1, two of each patient. */
    private static final int[] STRATA = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};

    private static final String[] GROUPS =
            IntStream.range(0, 18).mapToObj(i -> "patient" + i / 2).toArray(String[]::new);

    private static Set<String> patients(int[] indexes) {
        Set<String> patients = new HashSet<>();
        Arrays.stream(indexes).forEach(i -> patients.add(GROUPS[i]));
        return patients;
    }

    @Test
    void shouldPutEachImageInOneFoldAndEachPatientToo() {
        List<int[]> folds = Folds.of(STRATA, GROUPS, 3, 1);
        assertThat(folds).hasSize(3);
        assertThat(folds.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, 18).toArray());
        // Nine patients in three folds: three patients each, two of class 0 and one of class 1.
        for (int[] fold : folds) {
            assertThat(patients(fold)).hasSize(3);
            assertThat(Arrays.stream(fold).filter(i -> STRATA[i] == 1).count()).isEqualTo(2);
        }
    }

    @Test
    void shouldMakeNoEmptyFold() {
        assertThat(Folds.of(new int[] {0, 0, 0}, new String[] {"a", "a", "b"}, 10, 1))
                .hasSize(2);
    }

    @Test
    void shouldDrawEachClassInProportionAndLeaveOutThePatientsOfTheDraw() {
        for (long seed = 0; seed < 20; seed++) {
            Folds.Draw draw = Folds.draw(STRATA, GROUPS, 9, seed);
            assertThat(draw.drawn()).hasSize(9);
            assertThat(Arrays.stream(draw.drawn()).filter(i -> STRATA[i] == 1).count())
                    .isEqualTo(3);
            assertThat(patients(draw.rest())).doesNotContainAnyElementsOf(patients(draw.drawn()));
            // Three patients of class 0 are drawn, and two of class 1, one of them with one image: the other image is
            // in neither.
            assertThat(draw.rest()).hasSize(8);
        }
    }

    @Test
    void shouldDrawOtherImagesByAnotherSeedAndTheSameByTheSame() {
        assertThat(Folds.draw(STRATA, GROUPS, 6, 1).drawn())
                .isEqualTo(Folds.draw(STRATA, GROUPS, 6, 1).drawn());
        assertThat(IntStream.range(0, 10)
                        .mapToObj(seed -> Arrays.toString(
                                Folds.draw(STRATA, GROUPS, 6, seed).drawn()))
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }
}
