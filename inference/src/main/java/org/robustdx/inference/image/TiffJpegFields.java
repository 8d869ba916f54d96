package org.robustdx.inference.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The fields of a TIFF's first directory (TIFF 6.0, section 2) that say where its JPEG streams lie. */
final class TiffJpegFields {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int COMPRESSION = 259;
    static final int STRIP_OFFSETS = 273;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int TABLES = 347;
    static final int INTERCHANGE = 513;
    static final int INTERCHANGE_BYTES = 514;
    private static final Set<Integer> READ = Set.of(
            WIDTH,
            HEIGHT,
            COMPRESSION,
            STRIP_OFFSETS,
            ROWS_PER_STRIP,
            STRIP_BYTES,
            TILE_WIDTH,
            TILE_HEIGHT,
            TILE_OFFSETS,
            TILE_BYTES,
            TABLES,
            INTERCHANGE,
            INTERCHANGE_BYTES);
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;

    private final ByteBuffer buffer;
    /** By tag: where its values begin, how many there are, and the bytes of each. */
    private final Map<Integer, int[]> fields = new HashMap<>();

    /** Reads the directory; fields that are not within the content count as missing. */
    TiffJpegFields(byte[] tiff) {
        buffer = ByteBuffer.wrap(tiff);
        buffer.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long at = tiff.length < HEADER_BYTES ? tiff.length : buffer.getInt(4) & 0xffffffffL;
        int entries = at + 2 <= tiff.length ? buffer.getShort((int) at) & 0xffff : 0;
        for (int i = 0; i < entries; i++) {
            long entry = at + 2 + (long) i * ENTRY_BYTES;
            if (entry + ENTRY_BYTES > tiff.length) {
                return;
            }
            field((int) entry);
        }
    }

    private void field(int entry) {
        int tag = buffer.getShort(entry) & 0xffff;
        int size =
                switch (buffer.getShort(entry + 2)) {
                    case 1, 7 -> 1; // BYTE, UNDEFINED
                    case 3 -> 2; // SHORT
                    case 4, 13 -> 4; // LONG, IFD
                    default -> 0;
                };
        long count = buffer.getInt(entry + 4) & 0xffffffffL;
        long from = count * size <= 4 ? entry + 8 : buffer.getInt(entry + 8) & 0xffffffffL;
        if (READ.contains(tag) && size > 0 && from + count * size <= buffer.limit()) {
            fields.put(tag, new int[] {(int) from, (int) count, size});
        }
    }

    /** Returns where the values of a field begin, 0 without it. */
    int offset(int tag) {
        return fields.getOrDefault(tag, new int[3])[0];
    }

    /** Returns the number of values of a field, 0 without it. */
    int count(int tag) {
        return fields.getOrDefault(tag, new int[3])[1];
    }

    /** Returns a value of a field, or {@code missing} if there is none. */
    long number(int tag, int index, long missing) {
        if (index >= count(tag)) {
            return missing;
        }
        int[] field = fields.getOrDefault(tag, new int[3]);
        int at = field[0] + index * field[2];
        return switch (field[2]) {
            case 1 -> buffer.get(at) & 0xff;
            case 2 -> buffer.getShort(at) & 0xffff;
            default -> buffer.getInt(at) & 0xffffffffL;
        };
    }
}
