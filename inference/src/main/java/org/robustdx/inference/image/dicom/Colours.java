package org.robustdx.inference.image.dicom;

/** Colour conversions of PS3.3, C.7.6.3.1.2. */
final class Colours {
    private Colours() {}

    /** Converts full-range YCbCr (ITU-R BT.601) to RGB in place; values from 0 to {@code max}. */
    static void ybrFullToRgb(int[] samples, int max) {
        double middle = (max + 1) / 2.0;
        for (int i = 0; i < samples.length; i += 3) {
            double y = samples[i];
            double cb = samples[i + 1] - middle;
            double cr = samples[i + 2] - middle;
            samples[i] = clamp(y + 1.402 * cr, max);
            samples[i + 1] = clamp(y - (0.114 * 1.772 * cb + 0.299 * 1.402 * cr) / 0.587, max);
            samples[i + 2] = clamp(y + 1.772 * cb, max);
        }
    }

    private static int clamp(double value, int max) {
        int rounded = (int) Math.rint(value);
        return Math.max(0, Math.min(max, rounded));
    }
}
