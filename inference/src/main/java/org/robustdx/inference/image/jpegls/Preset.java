package org.robustdx.inference.image.jpegls;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * The coding parameters of a scan (ITU-T T.87, C.2.4.1.1), and what follows from them.
 *
 * @param max largest sample
 * @param t1 first threshold of gradients
 * @param t2 second one
 * @param t3 third one
 * @param reset number of samples after which a context is halved
 * @param near largest difference from the original sample; 0 is lossless
 */
record Preset(int max, int t1, int t2, int t3, int reset, int near) {
    private static final int RESET = 64;
    private static final int DEFAULT_MAX = 4095;

    /** @throws RefusedException if the parameters contradict each other */
    Preset checked() throws RefusedException {
        if (max < 1
                || near > Math.min(255, max / 2)
                || t1 <= near
                || t2 < t1
                || t3 < t2
                || t3 > max
                || reset < 3
                || reset > Math.max(255, max)) {
            throw new RefusedException(Reason.CORRUPT, "damaged: the coding parameters of JPEG-LS cannot be");
        }
        return this;
    }

    /** Returns the default parameters, with every one that is 0 replaced. */
    Preset withDefaults(int precision) {
        int most = max == 0 ? (1 << precision) - 1 : max;
        int d1;
        int d2;
        int d3;
        if (most >= 128) {
            int factor = (Math.min(most, DEFAULT_MAX) + 128) / 256;
            d1 = factor + 2 + 3 * near;
            d2 = 4 * factor + 3 + 5 * near;
            d3 = 17 * factor + 4 + 7 * near;
        } else {
            int factor = 256 / (most + 1);
            d1 = Math.max(2, 3 / factor + 3 * near);
            d2 = Math.max(3, 7 / factor + 5 * near);
            d3 = Math.max(4, 21 / factor + 7 * near);
        }
        int first = t1 == 0 ? clamp(d1, near + 1, most) : t1;
        int second = t2 == 0 ? clamp(d2, first, most) : t2;
        int third = t3 == 0 ? clamp(d3, second, most) : t3;
        return new Preset(most, first, second, third, reset == 0 ? RESET : reset, near);
    }

    private static int clamp(int value, int least, int most) {
        return value < least || value > most ? least : value;
    }

    /** Returns the distance between two values that can be told apart. */
    int step() {
        return 2 * near + 1;
    }

    /** Returns how many prediction errors there are. */
    int range() {
        return (max + 2 * near) / step() + 1;
    }

    /** Returns the bits of a prediction error that is not coded by its context. */
    int errorBits() {
        return bits(range());
    }

    /** Returns the longest code of a prediction error. */
    int limit() {
        int sample = Math.max(2, bits(max + 1));
        return 2 * (sample + Math.max(8, sample));
    }

    private static int bits(int values) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
    }
}
