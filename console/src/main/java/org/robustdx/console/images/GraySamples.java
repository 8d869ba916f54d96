package org.robustdx.console.images;

/**
 * A grey image in its full depth. The value of a sample is {@code (sample + offset) * slope + intercept}.
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param bits bits of a sample that are used
 * @param samples unsigned 16-bit samples row by row, little-endian; not copied
 * @param offset what is added to a sample first: negative where the image's samples are signed
 * @param slope factor of the rescale
 * @param intercept summand of the rescale
 * @param inverted whether small values are bright
 * @param center centre of the window that the file asks for
 * @param window width of that window; 0 if the file asks for none
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier
public record GraySamples(
        int width,
        int height,
        int bits,
        byte[] samples,
        int offset,
        double slope,
        double intercept,
        boolean inverted,
        double center,
        double window) {
    /** @throws IllegalArgumentException if the number of samples is not that of the pixels */
    public GraySamples {
        if (samples.length != 2L * width * height) {
            throw new IllegalArgumentException(
                    "samples.length: %d (expected: %d)".formatted(samples.length, 2L * width * height));
        }
    }
}
