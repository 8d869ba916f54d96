package org.robustdx.inference.image.dicom;

import java.util.Arrays;
import java.util.BitSet;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * The decoding work that the headers of a JPEG 2000 codestream announce (ISO/IEC 15444-1, annex A), read without decoding. Tiles may have different
 * coding styles; the most expensive one counts for all.
 */
final class Jpeg2000Header {
    private static final int SOC_SIZ = 0xff4fff51;
    private static final int COD = 0xff52;
    private static final int COC = 0xff53;
    private static final int POC = 0xff5f;
    private static final int SOT = 0xff90;
    private static final int SOD = 0xff93;
    private static final int SIZ_FIXED = 42;
    private static final int MOST_LEVELS = 32;
    /** The library has loops over all tiles for each tile. */
    private static final long MOST_TILES = 4_096;
    /** Code-blocks or precincts of a tile: the library keeps an object for each. */
    private static final long MOST_PARTS = 1 << 18;
    /** The same, of all tiles and layers: the library visits each. */
    private static final long MOST_VISITS = 1 << 21;
    /** What progression order changes make the library loop over. */
    private static final double MOST_LOOPS = 1 << 25;

    private final byte[] stream;
    private final long[] grid = new long[8];
    private int components;
    private int precision;
    private boolean subsampled;
    private long tiles;
    private boolean transformed;
    private int layers = 1;
    private int fewestLevels = MOST_LEVELS;
    private int mostLevels;
    private int blockWidth = 10;
    private int blockHeight = 10;
    /** Exponents of precincts, the largest resolution level first. */
    private final int[] precinctWidths = new int[MOST_LEVELS + 1];

    private final int[] precinctHeights = new int[MOST_LEVELS + 1];
    private double changedLayers;
    private double changedParts;

    private Jpeg2000Header(byte[] stream) {
        this.stream = stream;
        Arrays.fill(precinctWidths, 15);
        Arrays.fill(precinctHeights, 15);
    }

    /**
     * Reads the main header and those of the tile-parts.
     *
     * @throws RefusedException if one is damaged, a part of the codestream is missing, or it has more tiles, code-blocks or packets than are read
     */
    static Jpeg2000Header of(byte[] stream) throws RefusedException {
        Jpeg2000Header header = new Jpeg2000Header(stream);
        int at = header.segments(header.size(), SOT);
        header.checkLimits();
        header.tileParts(at);
        header.checkLimits();
        return header;
    }

    long width() {
        return grid[0] - grid[2];
    }

    long height() {
        return grid[1] - grid[3];
    }

    int components() {
        return components;
    }

    /** Returns the bits per sample. */
    int precision() {
        return precision;
    }

    /** Returns whether some component has fewer samples than others. */
    boolean subsampled() {
        return subsampled;
    }

    /** Returns whether the components are transformed together (annex G), so that they come out as RGB. */
    boolean transformed() {
        return transformed;
    }

    /** Returns the most decomposition levels of any tile and component. */
    int mostLevels() {
        return mostLevels;
    }

    /** Returns the fewest, which are those that an image can be decoded at. */
    int fewestLevels() {
        return fewestLevels;
    }

    /**
     * Returns whether the image can be decoded at a side of {@code 1 / 2^discarded}: there are so many decomposition levels, and no tile begins
     * between two of the samples that are left.
     */
    boolean reducible(int discarded) {
        long mask = (1L << discarded) - 1;
        boolean tiled = grid[4] < width() || grid[5] < height();
        boolean aligned = (grid[2] | grid[3] | grid[6] | grid[7]) == 0 && (!tiled || ((grid[4] | grid[5]) & mask) == 0);
        // Where levels differ, those that are left out would differ too.
        return discarded <= fewestLevels && fewestLevels == mostLevels && aligned;
    }

    private int size() throws RefusedException {
        if (stream.length < SIZ_FIXED + 3 || (int) u32(0) != SOC_SIZ) {
            throw new RefusedException(Reason.CORRUPT, "JPEG 2000 codestream does not begin with its size");
        }
        for (int i = 0; i < grid.length; i++) {
            grid[i] = u32(8 + 4 * i);
        }
        components = u16(40);
        precision = (stream[SIZ_FIXED] & 0x7f) + 1;
        int end = 4 + u16(4);
        if (end != SIZ_FIXED + 3 * components || end > stream.length) {
            throw new RefusedException(Reason.CORRUPT, "JPEG 2000 size segment has another length than its components");
        }
        for (int at = SIZ_FIXED; at < end; at += 3) {
            subsampled |= stream[at + 1] != 1 || stream[at + 2] != 1;
        }
        return end;
    }

    private void tileParts(int first) throws RefusedException {
        BitSet seen = new BitSet();
        int at = first;
        while (at + 12 <= stream.length && u16(at) == SOT) {
            seen.set(u16(at + 4));
            long length = u32(at + 6);
            segments(at, SOD);
            if (length > stream.length - at) {
                throw new RefusedException(Reason.CORRUPT, "truncated: JPEG 2000 tile ends outside its frame");
            }
            // Length 0 stands for the rest of the stream.
            at = length == 0 ? stream.length : at + Math.max(12, (int) length);
        }
        if (seen.cardinality() < tiles) {
            throw new RefusedException(
                    Reason.CORRUPT, "truncated: JPEG 2000 frame has " + seen.cardinality() + " of " + tiles + " tiles");
        }
    }

    /** Reads the segments from here to the marker, and returns where that is. */
    private int segments(int from, int last) throws RefusedException {
        int at = from;
        while (at + 4 <= stream.length && u16(at) != last) {
            int marker = u16(at);
            int length = u16(at + 2);
            if (marker < 0xff00 || length < 2 || length > stream.length - at - 2) {
                throw new RefusedException(Reason.CORRUPT, "JPEG 2000 header is damaged");
            }
            if (marker == COD && length >= 12) {
                layers = Math.max(layers, u16(at + 6));
                transformed |= stream[at + 8] != 0;
                style(at + 9, at + 2 + length, (stream[at + 4] & 1) != 0);
            } else if (marker == COC && length >= 9) {
                int index = components < 257 ? 1 : 2;
                style(at + 5 + index, at + 2 + length, (stream[at + 4 + index] & 1) != 0);
            }
            if (marker == POC) {
                changes(at + 4, at + 2 + length);
            }
            at += 2 + length;
        }
        if (at + 2 > stream.length || u16(at) != last) {
            throw new RefusedException(Reason.CORRUPT, "truncated: JPEG 2000 header has no end");
        }
        return at;
    }

    /** Decomposition levels, size of code-blocks, sizes of precincts. */
    private void style(int at, int end, boolean precincts) throws RefusedException {
        int levels = stream[at] & 0xff;
        if (levels > MOST_LEVELS) {
            throw new RefusedException(
                    Reason.CORRUPT, "JPEG 2000 decomposition levels: " + levels + " (expected: at most 32)");
        }
        fewestLevels = Math.min(fewestLevels, levels);
        mostLevels = Math.max(mostLevels, levels);
        blockWidth = Math.min(blockWidth, (stream[at + 1] & 0xf) + 2);
        blockHeight = Math.min(blockHeight, (stream[at + 2] & 0xf) + 2);
        for (int level = levels, p = at + 5; precincts && level >= 0 && p < end; level--, p++) {
            precinctWidths[level] = Math.min(precinctWidths[level], stream[p] & 0xf);
            precinctHeights[level] = Math.min(precinctHeights[level], stream[p] >> 4 & 0xf);
        }
    }

    /** Progression order changes (A.6.6): each makes the library loop over layers, levels and components, those included that do not exist. */
    private void changes(int from, int end) {
        int index = components < 257 ? 1 : 2;
        for (int at = from; at + 5 + 2 * index <= end; at += 5 + 2 * index) {
            double each = (stream[at + 3 + index] & 0xff) * (index == 1 ? 256.0 : 16_384.0);
            changedLayers += each * u16(at + 1 + index);
            changedParts += each;
        }
    }

    private void checkLimits() throws RefusedException {
        if (width() < 1 || height() < 1 || grid[4] < 1 || grid[5] < 1 || grid[6] > grid[2] || grid[7] > grid[3]) {
            throw new RefusedException(Reason.CORRUPT, "JPEG 2000 size or tiles are empty");
        }
        long columns = (grid[0] - grid[6] + grid[4] - 1) / grid[4];
        long rows = (grid[1] - grid[7] + grid[5] - 1) / grid[5];
        tiles = columns > MOST_TILES || rows > MOST_TILES ? Math.max(columns, rows) : columns * rows;
        if (tiles > MOST_TILES) {
            throw new RefusedException(
                    Reason.LIMIT, "JPEG 2000 frame has " + tiles + " tiles (limit: " + MOST_TILES + ")");
        }
        double blocks = 0;
        double precincts = 0;
        for (int level = 0; level <= mostLevels; level++) {
            double w = Math.min(grid[4], width()) / Math.scalb(1.0, level);
            double h = Math.min(grid[5], height()) / Math.scalb(1.0, level);
            precincts += parts(w, precinctWidths[level]) * parts(h, precinctHeights[level]);
            // A subband has half the side of its resolution level, and its code-blocks end where precincts do.
            blocks += 3
                    * parts(w / 2, Math.min(blockWidth, Math.max(0, precinctWidths[level] - 1)))
                    * parts(h / 2, Math.min(blockHeight, Math.max(0, precinctHeights[level] - 1)));
        }
        double parts = Math.max(blocks, precincts) * components;
        if (parts > MOST_PARTS || parts * tiles * layers > MOST_VISITS) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "JPEG 2000 frame has too many code-blocks, precincts or layers (limit: " + MOST_PARTS
                            + " in a tile, " + MOST_VISITS + " in all)");
        }
        if (changedLayers * tiles + changedParts * precincts * tiles > MOST_LOOPS) {
            throw new RefusedException(Reason.LIMIT, "JPEG 2000 frame has too many changes of its progression order");
        }
    }

    /** How many parts of {@code 2^exponent} a length has. */
    private static double parts(double length, int exponent) {
        return Math.ceil(length / Math.scalb(1.0, exponent));
    }

    private int u16(int at) {
        return Cursor.unsigned16At(stream, at, true);
    }

    private long u32(int at) throws RefusedException {
        if (at + 4 > stream.length) {
            throw new RefusedException(Reason.CORRUPT, "JPEG 2000 header is damaged");
        }
        return (long) u16(at) << 16 | u16(at + 2);
    }
}
