package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseTest {
    private static final int LENGTH = 20_000;
    private static final double STRONGEST = 0.2;

    @ParameterizedTest
    @EnumSource(Noise.class)
    void copyStaysInRangeAndIsTheSameForTheSameSeed(Noise noise) {
        float[] source = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            source[i] = i % 2;
        }
        float[] copy = copy(noise, source, 1);

        for (float value : copy) {
            assertThat(value).isBetween(0f, 1f);
        }
        assertThat(copy(noise, source, 1)).isEqualTo(copy);
        assertThat(copy(noise, source, 2)).isNotEqualTo(copy);
        assertThat(copy).isNotEqualTo(source);
    }

    @ParameterizedTest
    @EnumSource(Noise.class)
    void copyIsWrittenWhereItBelongsAndNowhereElse(Noise noise) {
        float[] source = {9, 9, 0.5f, 0.5f, 9};
        float[] target = {-1, -1, -1, -1, -1, -1};
        noise.copy(source, 2, target, 3, 2, STRONGEST, new SplittableRandom(1));

        assertThat(target[0]).isEqualTo(-1);
        assertThat(target[2]).isEqualTo(-1);
        assertThat(target[3]).isBetween(0f, 1f);
        assertThat(target[4]).isBetween(0f, 1f);
        assertThat(target[5]).isEqualTo(-1);
        assertThat(source).containsExactly(9, 9, 0.5f, 0.5f, 9);
    }

    @Test
    void uniformNoiseFillsItsRangeEvenlyAtAStrengthDrawnForEachCopy() {
        SplittableRandom random = new SplittableRandom(1);
        double weakest = 1;
        double strongest = 0;
        for (int i = 0; i < 200; i++) {
            float[] noise = difference(Noise.UNIFORM, random);
            double reach = 0;
            double squares = 0;
            double sum = 0;
            for (float value : noise) {
                reach = Math.max(reach, Math.abs(value));
                squares += value * value;
                sum += value;
            }
            assertThat(reach).isBetween(0.099 * STRONGEST, STRONGEST + 1e-6);
            // Uniform in ±s: mean 0, variance s²/3.
            assertThat(squares / noise.length).isCloseTo(reach * reach / 3, within(0.15 * reach * reach / 3));
            assertThat(sum / noise.length).isCloseTo(0, within(0.1 * reach));
            weakest = Math.min(weakest, reach);
            strongest = Math.max(strongest, reach);
        }
        assertThat(weakest).isLessThan(0.2 * STRONGEST);
        assertThat(strongest).isGreaterThan(0.9 * STRONGEST);
    }

    @Test
    void gaussianNoiseHasTheDrawnStrengthAsItsDeviation() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            float[] noise = difference(Noise.GAUSSIAN, random);
            double squares = 0;
            for (float value : noise) {
                squares += value * value;
            }
            assertThat(Math.sqrt(squares / noise.length)).isBetween(0.095 * STRONGEST, 1.05 * STRONGEST);
        }
    }

    /** Noise on middle gray, far from both ends. */
    private static float[] difference(Noise noise, SplittableRandom random) {
        float[] source = new float[2000];
        Arrays.fill(source, 0.5f);
        float[] copy = new float[source.length];
        noise.copy(source, 0, copy, 0, source.length, STRONGEST, random);
        for (int i = 0; i < copy.length; i++) {
            copy[i] -= 0.5f;
        }
        return copy;
    }

    private static float[] copy(Noise noise, float[] source, long seed) {
        float[] target = new float[source.length];
        noise.copy(source, 0, target, 0, source.length, STRONGEST, new SplittableRandom(seed));
        return target;
    }
}
