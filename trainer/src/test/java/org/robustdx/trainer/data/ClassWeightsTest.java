package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
    @Test
    void shouldWeighClassesInverselyToTheirFrequency() {
        // 3 images of class 0 and 1 of class 1: 4/(2*3) and 4/(2*1).
        assertThat(ClassWeights.inverseFrequency(new int[] {0, 0, 1, 0}, 3)).containsExactly(4.0 / 6, 2, 0);
    }

    @Property
    void theMeanOverImagesIsOne(@ForAll @Size(min = 1, max = 50) List<@IntRange(max = 4) Integer> labels) {
        int[] array = labels.stream().mapToInt(Integer::intValue).toArray();
        double[] weights = ClassWeights.inverseFrequency(array, 5);
        double mean =
                Arrays.stream(array).mapToDouble(l -> weights[l]).average().orElseThrow();
        assertThat(mean).isCloseTo(1, within(1e-12));
    }
}
