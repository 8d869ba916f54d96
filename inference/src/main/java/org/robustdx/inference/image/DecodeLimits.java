package org.robustdx.inference.image;

/**
 * What a decoder may be asked to do, checked from the header before any pixel is decoded.
 *
 * @param maxBytes largest content in bytes, also after inflating a deflated DICOM dataset
 * @param maxPixels largest width times height of one frame
 * @param maxFrames largest number of frames or pages
 */
public record DecodeLimits(long maxBytes, long maxPixels, int maxFrames) {
    private static final DecodeLimits DEFAULTS = new DecodeLimits(64L << 20, 64L << 20, 512);

    /** @throws IllegalArgumentException if a limit is not positive */
    public DecodeLimits {
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxPixels", maxPixels);
        requirePositive("maxFrames", maxFrames);
    }

    /** Returns the defaults: 64 MiB, 64 Mi pixels, 512 frames. */
    public static DecodeLimits ofDefaults() {
        return DEFAULTS;
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    /**
     * Checks the size of the content.
     *
     * @throws RefusedException if it is over {@link #maxBytes}
     */
    public void checkBytes(long bytes) throws RefusedException {
        if (bytes > maxBytes) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT, "content has " + bytes + " bytes (limit: " + maxBytes + ")");
        }
    }

    /**
     * Checks the size of one frame.
     *
     * @throws RefusedException if a side is not positive, or their product is over {@link #maxPixels} or over what a Java array of
     *     three channels can hold
     */
    public void checkPixels(long width, long height) throws RefusedException {
        if (width <= 0 || height <= 0) {
            throw new RefusedException(
                    DecodeResult.Reason.CORRUPT, "image is " + width + "x" + height + " (expected: at least 1x1)");
        }
        // Sides are 32-bit at most in every format read here, so the product of two longs cannot overflow.
        long pixels = Math.multiplyExact(width, height);
        if (pixels > maxPixels || pixels > Raster.MAX_PIXELS) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT,
                    "image is " + width + "x" + height + " pixels (limit: " + Math.min(maxPixels, Raster.MAX_PIXELS)
                            + " pixels)");
        }
    }

    /**
     * Checks the number of frames.
     *
     * @throws RefusedException if it is not positive, or over {@link #maxFrames}
     */
    public void checkFrames(long frames) throws RefusedException {
        if (frames <= 0) {
            throw new RefusedException(
                    DecodeResult.Reason.CORRUPT, "number of frames is " + frames + " (expected: at least 1)");
        }
        if (frames > maxFrames) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT, "image has " + frames + " frames or more (limit: " + maxFrames + ")");
        }
    }
}
