package org.robustdx.inference.image.exif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * The first image file directory of a TIFF (TIFF 6.0, section 2) or of Exif data: the numbers that its tags hold. A claimed count alone never
 * allocates memory.
 */
public final class TiffDirectory {
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int UNDEFINED = 7;
    private static final int IFD = 13;

    private final ByteBuffer buffer;
    /** Offset of the entry of each tag. */
    private final Map<Integer, Integer> entries;

    /**
     * The place of a tag's values. A tag that is missing, or whose values are not all within the content, has no values.
     *
     * @param offset of the first value, counted from the start of the TIFF
     * @param count number of values
     */
    public record Values(int offset, int count) {}

    private TiffDirectory(ByteBuffer buffer, Map<Integer, Integer> entries) {
        this.buffer = buffer;
        this.entries = entries;
    }

    /**
     * Reads the entries of the first directory.
     *
     * @param from offset of the TIFF in the content; the TIFF counts its own offsets from there
     * @param to offset after its last byte
     * @throws RefusedException if there is no directory, or an invalid one
     */
    public static TiffDirectory first(byte[] content, int from, int to) throws RefusedException {
        ByteBuffer buffer = ByteBuffer.wrap(content, from, to - from).slice();
        if (buffer.limit() < HEADER_BYTES) {
            throw new RefusedException(Reason.CORRUPT, "truncated: header of " + buffer.limit() + " bytes");
        }
        buffer.order(buffer.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (buffer.get(0) != buffer.get(1)
                || (buffer.get(0) != 'I' && buffer.get(0) != 'M')
                || buffer.getShort(2) != 42) {
            throw new RefusedException(Reason.CORRUPT, "header is not that of a TIFF");
        }
        long at = buffer.getInt(4) & 0xffffffffL;
        if (at < HEADER_BYTES || at + 2 > buffer.limit()) {
            throw new RefusedException(Reason.CORRUPT, "directory at " + at + " is outside the content");
        }
        int count = buffer.getShort((int) at) & 0xffff;
        if (at + 2 + (long) count * ENTRY_BYTES > buffer.limit()) {
            throw new RefusedException(Reason.CORRUPT, "truncated: a directory of " + count + " entries is claimed");
        }
        Map<Integer, Integer> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int entry = (int) at + 2 + i * ENTRY_BYTES;
            int tag = buffer.getShort(entry) & 0xffff;
            if (entries.putIfAbsent(tag, entry) != null) {
                // Readers do not agree on which of the two counts.
                throw new RefusedException(Reason.CORRUPT, "tag " + tag + " stands twice in the directory");
            }
        }
        return new TiffDirectory(buffer, entries);
    }

    public ByteOrder order() {
        return buffer.order();
    }

    public boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** Returns the number of values that a tag claims to have, 0 without the tag. */
    public long count(int tag) {
        Integer entry = entries.get(tag);
        return entry == null ? 0 : buffer.getInt(entry + 4) & 0xffffffffL;
    }

    /** Returns the value of a tag that is one 16-bit number, or 0. */
    public int single16(int tag) {
        Integer entry = entries.get(tag);
        return entry != null && type(entry) == SHORT && count(tag) == 1 ? buffer.getShort(entry + 8) & 0xffff : 0;
    }

    /** Returns the first value of a tag, {@code missing} without the tag. */
    public long number(int tag, long missing) throws RefusedException {
        return has(tag) ? numbers(tag, 1)[0] : missing;
    }

    /** Returns the first value of a required tag. */
    public long number(int tag) throws RefusedException {
        return numbers(tag, 1)[0];
    }

    /** Returns the first {@code wanted} values of a tag. */
    public long[] numbers(int tag, int wanted) throws RefusedException {
        int type = checkedType(tag, wanted);
        int size = wholeNumberBytes(type);
        if (size == 0 || type == UNDEFINED || type == IFD) {
            throw new RefusedException(Reason.CORRUPT, "tag " + tag + " is of type " + type + " (expected: 1, 3 or 4)");
        }
        int at = values(tag, wanted, size);
        long[] numbers = new long[wanted];
        for (int i = 0; i < wanted; i++) {
            numbers[i] = number(at + i * size, size);
        }
        return numbers;
    }

    /** Returns the first {@code wanted} values of a tag with fractions. */
    public double[] fractions(int tag, int wanted) throws RefusedException {
        int type = checkedType(tag, wanted);
        if (type != RATIONAL) {
            throw new RefusedException(Reason.CORRUPT, "tag " + tag + " is of type " + type + " (expected: 5)");
        }
        int at = values(tag, wanted, 8);
        double[] fractions = new double[wanted];
        for (int i = 0; i < wanted; i++) {
            double above = buffer.getInt(at + i * 8) & 0xffffffffL;
            fractions[i] = above / (buffer.getInt(at + i * 8 + 4) & 0xffffffffL);
        }
        return fractions;
    }

    /** Returns the place of the values of a tag with whole numbers or plain bytes. */
    public Values values(int tag) {
        Integer entry = entries.get(tag);
        int size = entry == null ? 0 : wholeNumberBytes(type(entry));
        long count = count(tag);
        if (entry == null || size == 0) {
            return new Values(0, 0);
        }
        long at = count * size <= 4 ? entry + 8 : buffer.getInt(entry + 8) & 0xffffffffL;
        return at + count * size <= buffer.limit() ? new Values((int) at, (int) count) : new Values(0, 0);
    }

    /** Returns one of the {@linkplain #values values} of a tag, {@code missing} if there is none. */
    public long numberAt(int tag, int index, long missing) {
        Values values = values(tag);
        Integer entry = entries.get(tag);
        if (entry == null || index >= values.count()) {
            return missing;
        }
        int size = wholeNumberBytes(type(entry));
        return number(values.offset() + index * size, size);
    }

    private static int wholeNumberBytes(int type) {
        return switch (type) {
            case BYTE, UNDEFINED -> 1;
            case SHORT -> 2;
            case LONG, IFD -> 4;
            default -> 0;
        };
    }

    private long number(int at, int size) {
        return switch (size) {
            case 1 -> buffer.get(at) & 0xff;
            case 2 -> buffer.getShort(at) & 0xffff;
            default -> buffer.getInt(at) & 0xffffffffL;
        };
    }

    private int type(int entry) {
        return buffer.getShort(entry + 2) & 0xffff;
    }

    private int checkedType(int tag, int wanted) throws RefusedException {
        Integer entry = entries.get(tag);
        if (entry == null || count(tag) < wanted) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "tag " + tag + " has " + count(tag) + " values (expected: at least " + wanted + ")");
        }
        return type(entry);
    }

    /** Returns where the values of a tag begin: in its entry if they all fit there. */
    private int values(int tag, int wanted, int size) throws RefusedException {
        int entry = entries.getOrDefault(tag, 0);
        long at = count(tag) * size <= 4 ? entry + 8 : buffer.getInt(entry + 8) & 0xffffffffL;
        if (at + (long) wanted * size > buffer.limit()) {
            throw new RefusedException(
                    Reason.CORRUPT, "truncated: the values of tag " + tag + " are outside the content");
        }
        return (int) at;
    }
}
