package org.robustdx.inference.image.dicom;

import java.util.Map;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * A lookup table of gray values: a modality LUT or a VOI LUT (PS3.3, C.11.1 and C.11.2).
 *
 * @param first the value that the first entry belongs to; values outside the table take its nearest end
 * @param bits bits of an entry
 * @param entries the results
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record LookupTable(int first, int bits, int[] entries) {
    private static final int MOST_ENTRIES = 1 << 16;
    private static final int MAX_BITS = 16;

    /**
     * Returns the first table of a sequence.
     *
     * @param signed whether the values that are looked up are signed, for encodings that do not say
     * @throws RefusedException if the table is incomplete
     */
    static LookupTable of(DicomFile file, int sequence, boolean signed) throws RefusedException {
        Map<Integer, Element> attributes = file.table(sequence);
        Element descriptor = attributes.get(Tag.LUT_DESCRIPTOR);
        Element data = attributes.get(Tag.LUT_DATA);
        if (descriptor == null || descriptor.length() < 6 || data == null) {
            throw new RefusedException(
                    Reason.CORRUPT, "lookup table " + Tag.show(sequence) + " lacks its descriptor or its data");
        }
        boolean bigEndian = file.syntax().bigEndian();
        byte[] content = file.content();
        int claimed = Cursor.unsigned16At(content, descriptor.offset(), bigEndian);
        int first = Cursor.unsigned16At(content, descriptor.offset() + 2, bigEndian);
        int bits = Cursor.unsigned16At(content, descriptor.offset() + 4, bigEndian);
        int count = claimed == 0 ? MOST_ENTRIES : claimed;
        boolean words = data.length() >= 2 * count;
        if (bits < 1 || bits > MAX_BITS || data.length() < count || (!words && bits > Byte.SIZE)) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "lookup table " + Tag.show(sequence) + " has " + data.length() + " bytes for " + count
                            + " entries of " + bits + " bits");
        }
        int[] entries = new int[count];
        for (int i = 0; i < count; i++) {
            entries[i] = words
                    ? Cursor.unsigned16At(content, data.offset() + 2 * i, bigEndian)
                    : content[data.offset() + i] & 0xff;
        }
        boolean negative = descriptor.vr().equals("SS") || (descriptor.vr().equals("UN") && signed);
        return new LookupTable(negative ? (short) first : first, bits, entries);
    }

    int look(double value) {
        double index = Math.rint(value) - first;
        return entries[(int) Math.max(0, Math.min(entries.length - 1, index))];
    }

    /** Returns the largest entry that there can be. */
    int max() {
        return (1 << bits) - 1;
    }
}
