package org.robustdx.inference.image;

/**
 * The limits of a decoder, checked against the header before any pixel is decoded.
 *
 * @param maxBytes largest content in bytes, also after inflating a deflated DICOM dataset
 * @param maxPixels largest width times height of one frame
 * @param maxFrames largest number of frames or pages
 * @param maxScans largest number of scans of a JPEG stream: an ordinary progressive one has about 10
 * @param maxScanPixels largest number of pixels times scans of a JPEG stream: each scan may touch every pixel, and costs next to no bytes
 */
public record DecodeLimits(long maxBytes, long maxPixels, int maxFrames, int maxScans, long maxScanPixels) {
    private static final int DEFAULT_SCANS = 100;
    private static final long DEFAULT_SCAN_PIXELS = 256L << 20;
    /** Each row costs time of its own, also where it is one pixel wide. */
    private static final int MAX_SIDE = 1 << 20;

    private static final DecodeLimits DEFAULTS = new DecodeLimits(64L << 20, 64L << 20, 512);

    /** @throws IllegalArgumentException if a limit is not positive */
    public DecodeLimits {
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxPixels", maxPixels);
        requirePositive("maxFrames", maxFrames);
        requirePositive("maxScans", maxScans);
        requirePositive("maxScanPixels", maxScanPixels);
    }

    /** Creates limits with the default limits of JPEG scans. */
    public DecodeLimits(long maxBytes, long maxPixels, int maxFrames) {
        this(maxBytes, maxPixels, maxFrames, DEFAULT_SCANS, DEFAULT_SCAN_PIXELS);
    }

    /** Returns the defaults: 64 MiB, 64 Mi pixels, 512 frames, 100 scans, 256 Mi pixels times scans. */
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
     * @throws RefusedException if a side is not positive or over 1,048,576, or their product is over {@link #maxPixels} or over what a Java array of
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
        if (Math.max(width, height) > MAX_SIDE) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT,
                    "image is " + width + "x" + height + " pixels (limit: sides of " + MAX_SIDE + ")");
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

    /**
     * Checks the scans of a JPEG stream.
     *
     * @param pixels width times height of its frame
     * @throws RefusedException if there are more than {@link #maxScans}, or if scans times pixels are over {@link #maxScanPixels}
     */
    public void checkScans(int scans, long pixels) throws RefusedException {
        if (scans > maxScans) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT, "image has " + scans + " scans or more (limit: " + maxScans + ")");
        }
        if (pixels > maxScanPixels / scans) {
            throw new RefusedException(
                    DecodeResult.Reason.LIMIT,
                    "image has " + scans + " scans or more of " + pixels + " pixels (limit: " + maxScanPixels
                            + " pixels in all scans)");
        }
    }
}
