package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void saltAndPepperReplacesAShareOfTheValuesByBlackAndWhiteAlike() {
        SplittableRandom random = new SplittableRandom(1);
        double most = 0;
        for (int i = 0; i < 50; i++) {
            float[] noise = difference(Noise.SALT_AND_PEPPER, random);
            int black = 0;
            int white = 0;
            for (float value : noise) {
                assertThat(value).isIn(-0.5f, 0f, 0.5f);
                black += value < 0 ? 1 : 0;
                white += value > 0 ? 1 : 0;
            }
            double share = (black + white) / (double) noise.length;
            assertThat(share).isBetween(0.1 * STRONGEST - 0.013, STRONGEST + 0.036);
            // Of a share p of 2,000 values each half has p/2, give or take four standard deviations.
            assertThat(black - white).isCloseTo(0, within((int) (4 * Math.sqrt(share * noise.length))));
            most = Math.max(most, share);
        }
        assertThat(most).isGreaterThan(0.8 * STRONGEST);
    }

    @Test
    void speckleGrowsWithTheValueAndLeavesBlackAlone() {
        double[] deviations = deviations(Noise.SPECKLE, 0, 0.2f, 0.4f);

        assertThat(deviations[0]).isZero();
        assertThat(deviations[2] / deviations[1]).isCloseTo(2, within(0.1));
        assertThat(deviations[1] / 0.2).isBetween(0.1 * STRONGEST, STRONGEST);
    }

    @Test
    void poissonNoiseGrowsWithTheRootOfTheValueAndLeavesBlackAlone() {
        double[] deviations = deviations(Noise.POISSON, 0, 0.15f, 0.6f);

        assertThat(deviations[0]).isZero();
        assertThat(deviations[2] / deviations[1]).isCloseTo(2, within(0.1));
        assertThat(deviations[1] / Math.sqrt(0.15)).isBetween(0.1 * STRONGEST, STRONGEST);
    }

    @Test
    void poissonNoiseIsInWholeCounts() {
        float[] source = new float[500];
        Arrays.fill(source, 0.5f);
        float[] copy = copy(Noise.POISSON, source, 4);
        float[] values = copy.clone();
        Arrays.sort(values);
        double count = 1;
        for (int i = 1; i < values.length; i++) {
            double step = values[i] - values[i - 1];
            count = step > 1e-5 ? Math.min(count, step) : count;
        }
        for (float value : copy) {
            assertThat(value / count).isCloseTo(Math.rint(value / count), within(0.01));
        }
        // 1/s² counts make white: s is the root of a count.
        assertThat(Math.sqrt(count)).isBetween(0.1 * STRONGEST, STRONGEST + 1e-6);
    }

    @Test
    void mixtureIsOneOfTheOthersForEachCopyAndAtMostAboutAsStrongAsUniformNoise() {
        float[] source = new float[2000];
        Arrays.fill(source, 0, 1000, 0.25f);
        Arrays.fill(source, 1000, 2000, 0.75f);
        Map<Noise, List<Double>> strengths = new EnumMap<>(Noise.class);
        for (int seed = 0; seed < 600; seed++) {
            float[] noise = copy(Noise.MIXTURE, source, seed);
            for (int i = 0; i < noise.length; i++) {
                noise[i] -= source[i];
            }
            strengths.computeIfAbsent(kindOf(noise), kind -> new ArrayList<>()).add(deviation(noise));
        }

        assertThat(strengths.keySet())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Noise.MIXTURE)));
        // ±0.2 uniformly is a standard deviation of 0.2/√3; one in five of 600 is 120, give or take four times 10.
        strengths.forEach((kind, values) -> {
            assertThat(values).as("%s", kind).hasSizeBetween(80, 160);
            assertThat(Collections.max(values))
                    .as("%s", kind)
                    .isBetween(0.8 * STRONGEST / Math.sqrt(3), 1.3 * STRONGEST / Math.sqrt(3));
        });
    }

    /** Tells the kinds apart by what they do to 1,000 values of 0.25 and then to 1,000 of 0.75. */
    private static Noise kindOf(float[] noise) {
        float[] sorted = noise.clone();
        Arrays.sort(sorted);
        int distinct = 1;
        double fourth = 0;
        for (int i = 0; i < sorted.length; i++) {
            distinct += i > 0 && sorted[i] - sorted[i - 1] > 1e-6 ? 1 : 0;
            fourth += Math.pow(sorted[i], 4) / sorted.length;
        }
        if (distinct <= 5) {
            return Noise.SALT_AND_PEPPER;
        }
        if (distinct < 1000) {
            return Noise.POISSON;
        }
        double dark = deviation(Arrays.copyOf(noise, 1000));
        double bright = deviation(Arrays.copyOfRange(noise, 1000, 2000));
        if (bright > 2 * dark) {
            return Noise.SPECKLE;
        }
        // The kurtosis is 1.8 of uniform numbers and 3 of normal ones.
        return fourth / Math.pow(deviation(noise), 4) < 2.4 ? Noise.UNIFORM : Noise.GAUSSIAN;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 4, 19.9, 20, 400})
    void poissonNumbersHaveTheirMeanAsVariance(double mean) {
        SplittableRandom random = new SplittableRandom(2);
        int n = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double number = Poisson.draw(mean, random);
            assertThat(number).isEqualTo(Math.rint(number)).isNotNegative();
            sum += number;
            squares += (number - mean) * (number - mean);
        }
        assertThat(sum / n).isCloseTo(mean, within(5 * Math.sqrt(mean / n)));
        // The variance of (x - mean)² is mean + 2·mean².
        assertThat(squares / n).isCloseTo(mean, within(0.1 + 5 * Math.sqrt((mean + 2 * mean * mean) / n)));
    }

    /** Returns the standard deviations of noise on parts of one copy, each of one value. */
    private static double[] deviations(Noise noise, float... values) {
        int each = 6000;
        float[] source = new float[each * values.length];
        for (int i = 0; i < source.length; i++) {
            source[i] = values[i / each];
        }
        float[] copy = copy(noise, source, 3);
        double[] deviations = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            float[] part = Arrays.copyOfRange(copy, k * each, (k + 1) * each);
            for (int i = 0; i < each; i++) {
                part[i] -= values[k];
            }
            deviations[k] = deviation(part);
        }
        return deviations;
    }

    private static double deviation(float[] noise) {
        double squares = 0;
        for (float value : noise) {
            squares += value * value;
        }
        return Math.sqrt(squares / noise.length);
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
