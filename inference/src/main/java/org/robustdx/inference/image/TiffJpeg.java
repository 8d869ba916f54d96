package org.robustdx.inference.image;

import org.robustdx.inference.image.DecodeResult.Reason;

/**
 * Checks the JPEG streams in the first image of a TIFF as a JPEG file is checked: the JDK's TIFF reader drops all warnings about them.
 * Compression 7 (TIFF technical note 2) has a stream per strip or tile, often with common tables. Of compression 6 (TIFF 6.0, section 22) only
 * the form with one whole stream can be checked; the other forms are refused.
 */
final class TiffJpeg {
    private static final int OLD_STYLE = 6;
    private static final int NEW_STYLE = 7;
    /** What the start of one stream costs, in pixels. */
    private static final long START_PIXELS = 1 << 14;

    private final byte[] tiff;
    private final TiffJpegFields fields;
    private final DecodeLimits limits;
    private byte[] result;
    /** Pixels of all streams. */
    private long work;

    /** Bytes of the common tables, as often as they are used. */
    private long tableBytes;

    private TiffJpeg(byte[] tiff, TiffJpegFields fields, DecodeLimits limits) {
        this.tiff = tiff;
        this.fields = fields;
        this.limits = limits;
        result = tiff;
    }

    /**
     * Returns the content, or a copy in which the profiles inside its JPEG streams are hidden.
     *
     * @throws RefusedException if it has such streams, and one of them lost data, is over a limit, or of a kind that is not read
     */
    static byte[] checked(byte[] tiff, DecodeLimits limits) throws RefusedException {
        TiffJpegFields fields = new TiffJpegFields(tiff);
        long compression = fields.number(TiffJpegFields.COMPRESSION, 0, 1);
        TiffJpeg streams = new TiffJpeg(tiff, fields, limits);
        if (compression == NEW_STYLE) {
            streams.checkAll();
        } else if (compression == OLD_STYLE) {
            streams.checkOne();
        }
        return streams.result;
    }

    private void checkAll() throws RefusedException {
        long width = fields.number(TiffJpegFields.WIDTH, 0, 0);
        long height = fields.number(TiffJpegFields.HEIGHT, 0, 0);
        limits.checkPixels(width, height);
        boolean tiled = fields.count(TiffJpegFields.TILE_WIDTH) > 0;
        long tileWidth = tiled ? fields.number(TiffJpegFields.TILE_WIDTH, 0, 0) : width;
        long tileHeight = tiled
                ? fields.number(TiffJpegFields.TILE_HEIGHT, 0, 0)
                : Math.min(height, fields.number(TiffJpegFields.ROWS_PER_STRIP, 0, height));
        if (tileWidth <= 0 || tileHeight <= 0) {
            throw new RefusedException(
                    Reason.CORRUPT, "strip or tile is " + tileWidth + "x" + tileHeight + " (expected: at least 1x1)");
        }
        // TIFF 6.0, section 15: tiles may be listed under the tags of strips.
        boolean offsetsOfTiles = fields.count(TiffJpegFields.TILE_OFFSETS) > 0;
        int offsets = offsetsOfTiles ? TiffJpegFields.TILE_OFFSETS : TiffJpegFields.STRIP_OFFSETS;
        int lengths = offsetsOfTiles ? TiffJpegFields.TILE_BYTES : TiffJpegFields.STRIP_BYTES;
        long down = (height + tileHeight - 1) / tileHeight;
        long perPlane = (width + tileWidth - 1) / tileWidth * down;
        int count = fields.count(offsets);
        if (count < perPlane) {
            throw new RefusedException(
                    Reason.CORRUPT, "image has " + count + " strips or tiles (expected: " + perPlane + ")");
        }
        for (int i = 0; i < count; i++) {
            boolean lastStrip = !tiled && i % down == down - 1;
            long rows = lastStrip ? height - (down - 1) * tileHeight : tileHeight;
            long from = fields.number(offsets, i, 0);
            long length = fields.number(lengths, i, 0);
            if (from + length > tiff.length || length < 2) {
                throw JpegStream.damaged("strip or tile " + (i + 1) + " is not within the content");
            }
            check(from, length, tileWidth, rows);
        }
    }

    private void checkOne() throws RefusedException {
        long width = fields.number(TiffJpegFields.WIDTH, 0, 0);
        long height = fields.number(TiffJpegFields.HEIGHT, 0, 0);
        boolean tiled = fields.count(TiffJpegFields.TILE_OFFSETS) > 0;
        int offsets = tiled ? TiffJpegFields.TILE_OFFSETS : TiffJpegFields.STRIP_OFFSETS;
        long segment = fields.number(offsets, 0, 0);
        long interchange = fields.number(TiffJpegFields.INTERCHANGE, 0, 0);
        long length = fields.number(TiffJpegFields.INTERCHANGE_BYTES, 0, Integer.MAX_VALUE);
        boolean around = interchange > 0 && interchange < segment && interchange + length > segment;
        long from = startsImage(segment) ? segment : around ? interchange : -1;
        if (fields.count(offsets) != 1 || from < 0 || !startsImage(from)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG of the old style (compression 6) in strips or with tables of its own is not supported");
        }
        // The lengths that writers of this style state are not to be relied on, and the reader does not.
        JpegStream stream = JpegStream.parse(tiff, (int) from, tiff.length, limits);
        check(stream, width, height);
        result = JpegProfiles.hide(stream);
    }

    private boolean startsImage(long at) {
        return at + 2 <= tiff.length && tiff[(int) at] == (byte) 0xff && (tiff[(int) at + 1] & 0xff) == JpegStream.SOI;
    }

    /** Checks the stream of one strip or tile. The reader puts the common tables, without their end, in front of it. */
    private void check(long from, long length, long width, long height) throws RefusedException {
        int tables = tablesLength();
        int data = (int) from + (tables > 0 && startsImage(from) ? 2 : 0);
        int dataLength = (int) (from + length) - data;
        int tablesAt = fields.offset(TiffJpegFields.TABLES);
        tableBytes += tables;
        limits.checkBytes(tableBytes);
        byte[] jpeg = new byte[tables + dataLength];
        System.arraycopy(tiff, tablesAt, jpeg, 0, tables);
        System.arraycopy(tiff, data, jpeg, tables, dataLength);
        JpegStream stream = JpegStream.parse(jpeg, 0, jpeg.length, limits);
        check(stream, width, height);
        byte[] hidden = JpegProfiles.hide(stream);
        if (hidden != jpeg) {
            if (result == tiff) {
                result = tiff.clone();
            }
            System.arraycopy(hidden, 0, result, tablesAt, tables);
            System.arraycopy(hidden, tables, result, data, dataLength);
        }
    }

    private void check(JpegStream stream, long width, long height) throws RefusedException {
        if (!stream.isSingleScan()) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG of several scans (progressive or not) in a TIFF is not supported");
        }
        JpegFrame frame = stream.frame();
        work += Math.max(START_PIXELS, (long) frame.width() * frame.height());
        limits.checkScans(1, work);
        if (frame.width() < width || frame.height() < height) {
            throw JpegStream.damaged("JPEG stream is " + frame.width() + "x" + frame.height() + " (expected: " + width
                    + "x" + height + ")");
        }
        JpegEntropy.check(stream);
    }

    private int tablesLength() {
        int at = fields.offset(TiffJpegFields.TABLES);
        int length = fields.count(TiffJpegFields.TABLES);
        for (int i = length - 2; i > 0; i--) {
            if (tiff[at + i] == (byte) 0xff && (tiff[at + i + 1] & 0xff) == JpegStream.EOI) {
                return i;
            }
        }
        return length;
    }
}
