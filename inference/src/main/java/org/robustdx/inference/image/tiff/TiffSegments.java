package org.robustdx.inference.image.tiff;

import java.io.InputStream;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;

/**
 * The strips or tiles of a TIFF: their layout in the image and their places in the content.
 *
 * @param width width of a tile; the image's where there are strips
 * @param height height of a tile, or rows of a strip
 * @param across tiles beside each other
 * @param down tiles or strips below each other
 * @param tiled whether the segments are tiles, which all have the full height; the last strip ends with the image
 * @param offsets of the segments in the content, plane by plane
 * @param lengths their lengths in the content
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record TiffSegments(
        int width,
        int height,
        int across,
        int down,
        boolean tiled,
        TiffCompression compression,
        boolean reversed,
        int[] offsets,
        int[] lengths) {
    /** Each segment costs some time, however small it is. */
    private static final int MOST_SEGMENTS = 65_536;
    /** Each row of a tile costs some time, too. This many rows has the largest image in the smallest tiles, 16 pixels wide. */
    private static final int MOST_ROWS = 1 << 22;
    /** Bytes of unpacked samples for each pixel that the limits allow. */
    private static final int BYTES_PER_PIXEL = 4;
    /** The largest array. */
    private static final int MOST_SAMPLES = Integer.MAX_VALUE - 8;

    /** @throws RefusedException if there are too many, or any is not within the content */
    static TiffSegments of(TiffDirectory directory, TiffPixels pixels, int contentLength, DecodeLimits limits)
            throws RefusedException {
        TiffCompression compression = TiffCompression.of(directory.number(TiffTag.COMPRESSION, 1));
        boolean tiled = directory.has(TiffTag.TILE_WIDTH) || directory.has(TiffTag.TILE_OFFSETS);
        long width = tiled ? directory.number(TiffTag.TILE_WIDTH) : pixels.width();
        long height = tiled
                ? directory.number(TiffTag.TILE_LENGTH)
                : Math.min(pixels.height(), directory.number(TiffTag.ROWS_PER_STRIP, pixels.height()));
        if (width < 1 || height < 1) {
            throw new RefusedException(
                    Reason.CORRUPT, "strip or tile is " + width + "x" + height + " (expected: at least 1x1)");
        }
        limits.checkPixels(width, height);
        long across = (pixels.width() + width - 1) / width;
        long down = (pixels.height() + height - 1) / height;
        long planes = pixels.planar() ? pixels.samples() : 1;
        long count = Math.multiplyExact(Math.multiplyExact(across, down), planes);
        if (count > MOST_SEGMENTS) {
            throw new RefusedException(
                    Reason.LIMIT, "image has " + count + " strips or tiles (limit: " + MOST_SEGMENTS + ")");
        }
        if (tiled) {
            // Tiles at the edge are decoded as a whole.
            limits.checkPixels(across * width, down * height);
        }
        long rows = tiled ? count * height : planes * pixels.height();
        if (rows > MOST_ROWS) {
            throw new RefusedException(
                    Reason.LIMIT, "strips or tiles have " + rows + " rows together (limit: " + MOST_ROWS + ")");
        }
        checkSamples(tiled ? across * width * down * height : width * pixels.height(), pixels, limits);
        long order = directory.number(TiffTag.FILL_ORDER, 1);
        if (order != 1 && order != 2) {
            throw new RefusedException(Reason.CORRUPT, "fill order: " + order + " (expected: 1 or 2)");
        }
        TiffSegments segments = new TiffSegments(
                (int) width,
                (int) height,
                (int) across,
                (int) down,
                tiled,
                compression,
                order == 2,
                new int[(int) count],
                new int[(int) count]);
        segments.locate(directory, pixels, contentLength);
        return segments;
    }

    private static void checkSamples(long decodedPixels, TiffPixels pixels, DecodeLimits limits)
            throws RefusedException {
        long samples = decodedPixels * (pixels.planar() ? pixels.kept().length : pixels.samples());
        long limit = BYTES_PER_PIXEL * Math.min(limits.maxPixels(), Raster.MAX_PIXELS) / (pixels.bits() > 8 ? 2 : 1);
        if (samples > Math.min(limit, MOST_SAMPLES)) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "image has " + samples + " samples of " + pixels.bits() + " bits (limit: "
                            + Math.min(limit, MOST_SAMPLES) + ")");
        }
    }

    private void locate(TiffDirectory directory, TiffPixels pixels, int contentLength) throws RefusedException {
        long[] begins = directory.numbers(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS, offsets.length);
        int countsTag = tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS;
        boolean raw = compression == TiffCompression.NONE;
        // Some writers omit the counts where they follow from the size.
        long[] counts = raw && !directory.has(countsTag) ? null : directory.numbers(countsTag, offsets.length);
        long all = 0;
        for (int i = 0; i < offsets.length; i++) {
            long needed = (long) rowBytes(pixels) * rows(i / across % down, pixels.height());
            long length = counts == null ? needed : counts[i];
            if (begins[i] + length > contentLength) {
                throw new RefusedException(
                        Reason.CORRUPT,
                        "truncated: strip or tile " + i + " of " + length + " bytes at " + begins[i]
                                + " is not within the content");
            }
            if (length * compression.mostFromAByte() < needed) {
                throw new RefusedException(
                        Reason.CORRUPT,
                        "truncated: strip or tile " + i + " has " + length + " bytes, from which " + needed
                                + " cannot come");
            }
            offsets[i] = (int) begins[i];
            lengths[i] = (int) length;
            all += length;
        }
        // Even codes without output take time, so many strips must not share the same megabytes.
        if (!raw && all > contentLength) {
            throw new RefusedException(
                    Reason.CORRUPT, "strips or tiles have " + all + " bytes in a content of " + contentLength);
        }
    }

    /** Returns the bytes of one row of a strip or tile. */
    int rowBytes(TiffPixels pixels) {
        long bits = (long) width * (pixels.planar() ? 1 : pixels.samples()) * pixels.bits();
        return Math.toIntExact((bits + 7) / 8);
    }

    /** Returns the rows that a strip or tile holds. */
    int rows(int row, int imageHeight) {
        return tiled ? height : Math.min(height, imageHeight - row * height);
    }

    /** Returns the expanded content of a strip or tile. */
    InputStream open(byte[] content, int index) throws RefusedException {
        int at = offsets[index];
        if (compression == TiffCompression.LZW
                && !reversed
                && lengths[index] >= 2
                && content[at] == 0
                && (content[at + 1] & 1) == 1) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "LZW of the old kind, with bits in reverse order, is not supported");
        }
        return compression.expand(new SegmentInputStream(content, at, lengths[index], reversed));
    }
}
