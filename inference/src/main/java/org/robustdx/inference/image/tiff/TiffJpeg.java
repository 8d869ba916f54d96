package org.robustdx.inference.image.tiff;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;
import org.robustdx.inference.image.jpeg.EmbeddedJpeg;

/**
 * Checks the JPEG streams in the first image of a TIFF as strictly as a JPEG file, because the JDK's TIFF reader drops all warnings about them.
 * Compression 7 (TIFF technical note 2) has one stream per strip or tile, often with common tables. Compression 6 (TIFF 6.0, section 22) can be
 * checked only in the form with one whole stream; the other forms are refused.
 */
final class TiffJpeg {
    private static final int OLD_STYLE = 6;
    private static final int NEW_STYLE = 7;
    /** The cost of starting a stream, in pixels. */
    private static final long START_PIXELS = 1 << 14;

    private final byte[] tiff;
    private final TiffDirectory directory;
    private final DecodeLimits limits;
    private byte[] result;
    /** Pixels of all streams. */
    private long work;

    /** Bytes of the common tables, counted once for each use. */
    private long tableBytes;

    private TiffJpeg(byte[] tiff, TiffDirectory directory, DecodeLimits limits) {
        this.tiff = tiff;
        this.directory = directory;
        this.limits = limits;
        result = tiff;
    }

    /**
     * Returns the content, or a copy in which the profiles inside its JPEG streams are hidden.
     *
     * @throws RefusedException if one of its JPEG streams lost data, is over a limit, or is of an unsupported kind
     */
    static byte[] checked(byte[] tiff, DecodeLimits limits) throws RefusedException {
        TiffDirectory directory = TiffDirectory.first(tiff, 0, tiff.length);
        long compression = directory.numberAt(TiffTag.COMPRESSION, 0, 1);
        TiffJpeg streams = new TiffJpeg(tiff, directory, limits);
        if (compression == NEW_STYLE) {
            streams.checkAll();
        } else if (compression == OLD_STYLE) {
            streams.checkOne();
        }
        return streams.result;
    }

    private void checkAll() throws RefusedException {
        long width = directory.numberAt(TiffTag.IMAGE_WIDTH, 0, 0);
        long height = directory.numberAt(TiffTag.IMAGE_LENGTH, 0, 0);
        limits.checkPixels(width, height);
        boolean tiled = directory.values(TiffTag.TILE_WIDTH).count() > 0;
        long tileWidth = tiled ? directory.numberAt(TiffTag.TILE_WIDTH, 0, 0) : width;
        long tileHeight = tiled
                ? directory.numberAt(TiffTag.TILE_LENGTH, 0, 0)
                : Math.min(height, directory.numberAt(TiffTag.ROWS_PER_STRIP, 0, height));
        if (tileWidth <= 0 || tileHeight <= 0) {
            throw new RefusedException(
                    Reason.CORRUPT, "strip or tile is " + tileWidth + "x" + tileHeight + " (expected: at least 1x1)");
        }
        // TIFF 6.0, section 15: tiles may be listed under the tags of strips.
        boolean offsetsOfTiles = directory.values(TiffTag.TILE_OFFSETS).count() > 0;
        int offsets = offsetsOfTiles ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS;
        int lengths = offsetsOfTiles ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS;
        long down = (height + tileHeight - 1) / tileHeight;
        long perPlane = (width + tileWidth - 1) / tileWidth * down;
        int count = directory.values(offsets).count();
        if (count < perPlane) {
            throw new RefusedException(
                    Reason.CORRUPT, "image has " + count + " strips or tiles (expected: " + perPlane + ")");
        }
        for (int i = 0; i < count; i++) {
            boolean lastStrip = !tiled && i % down == down - 1;
            long rows = lastStrip ? height - (down - 1) * tileHeight : tileHeight;
            long from = directory.numberAt(offsets, i, 0);
            long length = directory.numberAt(lengths, i, 0);
            if (from + length > tiff.length || length < 2) {
                throw damaged("strip or tile " + (i + 1) + " is not within the content");
            }
            check(from, length, tileWidth, rows);
        }
    }

    private void checkOne() throws RefusedException {
        long width = directory.numberAt(TiffTag.IMAGE_WIDTH, 0, 0);
        long height = directory.numberAt(TiffTag.IMAGE_LENGTH, 0, 0);
        boolean tiled = directory.values(TiffTag.TILE_OFFSETS).count() > 0;
        int offsets = tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS;
        long segment = directory.numberAt(offsets, 0, 0);
        long interchange = directory.numberAt(TiffTag.JPEG_INTERCHANGE, 0, 0);
        long length = directory.numberAt(TiffTag.JPEG_INTERCHANGE_LENGTH, 0, Integer.MAX_VALUE);
        boolean around = interchange > 0 && interchange < segment && interchange + length > segment;
        long from = EmbeddedJpeg.startsAt(tiff, segment) ? segment : around ? interchange : -1;
        if (directory.values(offsets).count() != 1 || from < 0 || !EmbeddedJpeg.startsAt(tiff, from)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG of the old style (compression 6) in strips or with tables of its own is not supported");
        }
        // Writers of this style state unreliable lengths, and the reader ignores them.
        EmbeddedJpeg stream = EmbeddedJpeg.parse(tiff, (int) from, tiff.length, limits);
        check(stream, width, height);
        result = stream.hideProfiles();
    }

    /** Checks the stream of one strip or tile. The reader puts the common tables, without their end, in front of it. */
    private void check(long from, long length, long width, long height) throws RefusedException {
        int tables = tablesLength();
        int data = (int) from + (tables > 0 && EmbeddedJpeg.startsAt(tiff, from) ? 2 : 0);
        int dataLength = (int) (from + length) - data;
        int tablesAt = directory.values(TiffTag.JPEG_TABLES).offset();
        tableBytes += tables;
        limits.checkBytes(tableBytes);
        byte[] jpeg = new byte[tables + dataLength];
        System.arraycopy(tiff, tablesAt, jpeg, 0, tables);
        System.arraycopy(tiff, data, jpeg, tables, dataLength);
        EmbeddedJpeg stream = EmbeddedJpeg.parse(jpeg, 0, jpeg.length, limits);
        check(stream, width, height);
        byte[] hidden = stream.hideProfiles();
        if (hidden != jpeg) {
            if (result == tiff) {
                result = tiff.clone();
            }
            System.arraycopy(hidden, 0, result, tablesAt, tables);
            System.arraycopy(hidden, tables, result, data, dataLength);
        }
    }

    private void check(EmbeddedJpeg stream, long width, long height) throws RefusedException {
        if (!stream.isSingleScan()) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG of several scans (progressive or not) in a TIFF is not supported");
        }
        work += Math.max(START_PIXELS, (long) stream.width() * stream.height());
        limits.checkScans(1, work);
        if (stream.width() < width || stream.height() < height) {
            throw damaged("JPEG stream is " + stream.width() + "x" + stream.height() + " (expected: " + width + "x"
                    + height + ")");
        }
        stream.checkData();
    }

    private int tablesLength() {
        int at = directory.values(TiffTag.JPEG_TABLES).offset();
        int length = directory.values(TiffTag.JPEG_TABLES).count();
        for (int i = length - 2; i > 0; i--) {
            if (EmbeddedJpeg.endsAt(tiff, at + i)) {
                return i;
            }
        }
        return length;
    }

    private static RefusedException damaged(String what) {
        return new RefusedException(Reason.CORRUPT, "damaged: " + what);
    }
}
