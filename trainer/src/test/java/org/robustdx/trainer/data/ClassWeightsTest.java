package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class ClassWeightsTest {
    @Test
    void shouldWeighClassesInverselyToTheirFrequency() {
        // 3 images of class 0 and 1 of class 1: 4/(2*3) and 4/(2*1).
        assertThat(ClassWeights.inverseFrequency(new int[] {0, 0, 1, 0}, 3)).containsExactly(4.0 / 6, 2, 0);
    }

    @Test
    void theMeanOverImagesIsOne() {
        Draw.tries(1000, draw -> {
            List<Integer> labels = draw.list(1, 50, () -> draw.integer(0, 4));
            int[] array = labels.stream().mapToInt(Integer::intValue).toArray();
            double[] weights = ClassWeights.inverseFrequency(array, 5);
            double mean =
                    Arrays.stream(array).mapToDouble(l -> weights[l]).average().orElseThrow();
            assertThat(mean).isCloseTo(1, within(1e-12));
        });
    }
}
