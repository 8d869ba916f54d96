package org.robustdx.inference.image.jpegls;

import java.util.Arrays;

/** The statistics of a scan (ITU-T T.87, A.2 to A.7), by which prediction errors are coded, for 365 regular contexts and two of interrupted runs. */
final class Contexts {
    private static final int REGULAR = 365;
    /** {@code J} of T.87, table A.1: the logarithm of a run's length, by the run index. */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private static final int MOST_CORRECTION = 127;
    private static final int LEAST_CORRECTION = -128;
    /** No code is longer; a larger parameter shows damaged data. */
    private static final int MOST_BITS = 24;

    private final ScanBits bits;
    private final Preset preset;
    private final int range;
    private final int step;
    private final int errorBits;
    private final int limit;
    private final int[] magnitudes = new int[REGULAR + 2];
    private final int[] biases = new int[REGULAR];
    private final int[] corrections = new int[REGULAR];
    private final int[] counts = new int[REGULAR + 2];
    private final int[] negatives = new int[2];

    Contexts(ScanBits bits, Preset preset) {
        this.bits = bits;
        this.preset = preset;
        range = preset.range();
        step = preset.step();
        errorBits = preset.errorBits();
        limit = preset.limit();
        Arrays.fill(magnitudes, Math.max(2, (range + 32) / 64));
        Arrays.fill(counts, 1);
    }

    static int runBits(int runIndex) {
        return RUN_BITS[runIndex];
    }

    /** Returns the run index after a whole run. */
    static int longer(int runIndex) {
        return Math.min(RUN_BITS.length - 1, runIndex + 1);
    }

    /** Returns the context of three gradients; its sign is that of the prediction error. */
    int of(int first, int second, int third) {
        return 81 * quantized(first) + 9 * quantized(second) + quantized(third);
    }

    private int quantized(int gradient) {
        int size = Math.abs(gradient);
        int level = size <= preset.near()
                ? 0
                : size < preset.t1() ? 1 : size < preset.t2() ? 2 : size < preset.t3() ? 3 : 4;
        return gradient < 0 ? -level : level;
    }

    /** Decodes a sample in a regular context. */
    int regular(int signed, int left, int above, int aboveLeft) {
        int q = Math.abs(signed);
        int sign = signed < 0 ? -1 : 1;
        int low = Math.min(left, above);
        int high = Math.max(left, above);
        int predicted = aboveLeft >= high ? low : aboveLeft <= low ? high : left + above - aboveLeft;
        int corrected = Math.max(0, Math.min(preset.max(), predicted + sign * corrections[q]));
        int k = parameter(counts[q], magnitudes[q]);
        int coded = golomb(k, limit);
        boolean inverted = preset.near() == 0 && k == 0 && 2 * biases[q] <= -counts[q];
        int error = (coded & 1) == 0 ? coded >> 1 : -((coded + 1) >> 1);
        if (inverted) {
            error = -error - 1;
        }
        update(q, error);
        return restored(corrected + sign * error * step);
    }

    private void update(int q, int error) {
        biases[q] += error * step;
        magnitudes[q] += Math.abs(error);
        if (counts[q] == preset.reset()) {
            magnitudes[q] >>= 1;
            biases[q] >>= 1;
            counts[q] >>= 1;
        }
        int n = ++counts[q];
        if (biases[q] <= -n) {
            biases[q] = Math.max(1 - n, biases[q] + n);
            corrections[q] = Math.max(LEAST_CORRECTION, corrections[q] - 1);
        } else if (biases[q] > 0) {
            biases[q] = Math.min(0, biases[q] - n);
            corrections[q] = Math.min(MOST_CORRECTION, corrections[q] + 1);
        }
    }

    /**
     * Decodes the sample that interrupts a run.
     *
     * @param alike whether the samples to the left and above count as equal
     */
    int interruption(boolean alike, int left, int above, int runIndex) {
        int type = alike ? 1 : 0;
        int q = REGULAR + type;
        int k = parameter(counts[q], magnitudes[q] + (alike ? counts[q] >> 1 : 0));
        int coded = golomb(k, limit - RUN_BITS[runIndex] - 1);
        int size = (coded + type + 1) >> 1;
        boolean odd = ((coded + type) & 1) == 1;
        boolean negative = (k != 0 || 2 * negatives[type] >= counts[q]) == odd;
        if (negative && size > 0) {
            negatives[type]++;
        }
        magnitudes[q] += (coded + 1 - type) >> 1;
        if (counts[q] == preset.reset()) {
            magnitudes[q] >>= 1;
            counts[q] >>= 1;
            negatives[type] >>= 1;
        }
        counts[q]++;
        int error = negative ? -size : size;
        int sign = !alike && left > above ? -1 : 1;
        return restored((alike ? left : above) + sign * error * step);
    }

    private static int parameter(int count, int magnitude) {
        int k = 0;
        while (k < MOST_BITS && (long) count << k < magnitude) {
            k++;
        }
        return k;
    }

    /** Reads a Golomb code of limited length (T.87, A.5.3). Data that are no such code leave the bits exhausted or give any value. */
    private int golomb(int k, int longest) {
        int escape = longest - errorBits - 1;
        int zeros = bits.zeros(escape);
        if (zeros < escape) {
            return (zeros << k) + bits.read(k);
        }
        return bits.read(errorBits) + 1;
    }

    /** Brings a sum of prediction and error back into the range of samples (T.87, A.4.5 and A.8). */
    private int restored(int value) {
        int sample = value;
        if (sample < -preset.near()) {
            sample += range * step;
        } else if (sample > preset.max() + preset.near()) {
            sample -= range * step;
        }
        return Math.max(0, Math.min(preset.max(), sample));
    }
}
