package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** A palette of three lookup tables (PS3.3, C.7.9) with 8-bit results; of 16-bit entries the high byte is taken. */
final class Palette {
    private final int first;
    private final byte[][] tables;

    private Palette(int first, byte[][] tables) {
        this.first = first;
        this.tables = tables;
    }

    static Palette of(DicomFile file, boolean signed) throws RefusedException {
        if (file.has(Tag.SEGMENTED_RED_DATA) && !file.has(Tag.RED_DATA)) {
            throw new RefusedException(Reason.UNSUPPORTED, "segmented palettes are not supported");
        }
        byte[][] tables = new byte[3][];
        for (int c = 0; c < 3; c++) {
            tables[c] = table(file, Tag.RED_DESCRIPTOR + c, Tag.RED_DATA + c);
        }
        int first = file.unsigned16(Tag.RED_DESCRIPTOR, 1).orElse(0);
        return new Palette(signed ? (short) first : first, tables);
    }

    private static byte[] table(DicomFile file, int descriptor, int data) throws RefusedException {
        int entries = file.unsigned16(descriptor, 0).orElse(-1);
        int bits = file.unsigned16(descriptor, 2).orElse(-1);
        Element element = file.element(data);
        if (entries < 0 || element == null) {
            throw new RefusedException(
                    Reason.CORRUPT, "palette table " + Tag.show(data) + " or its descriptor is missing");
        }
        if (bits != 8 && bits != 16) {
            throw new RefusedException(Reason.CORRUPT, "palette entries have " + bits + " bits (expected: 8 or 16)");
        }
        int count = entries == 0 ? 1 << 16 : entries;
        boolean words = bits == 16 || element.length() >= 2 * count;
        if (element.length() < (words ? 2 : 1) * count) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "truncated: palette table " + Tag.show(data) + " has " + element.length() + " bytes for " + count
                            + " entries of " + bits + " bits");
        }
        boolean bigEndian = file.syntax().bigEndian();
        byte[] table = new byte[count];
        for (int i = 0; i < count; i++) {
            if (words) {
                int entry = Cursor.unsigned16At(file.content(), element.offset() + 2 * i, bigEndian);
                table[i] = (byte) (bits == 16 ? entry >> 8 : entry);
            } else {
                // 8-bit entries in 16-bit words: swapped pairs when big endian.
                int at = Math.min(bigEndian && element.vr().equals("OW") ? i ^ 1 : i, element.length() - 1);
                table[i] = file.content()[element.offset() + at];
            }
        }
        return table;
    }

    /** Returns the colour of a stored value in one channel; values outside the table take its nearest end. */
    byte look(long value, int channel) {
        byte[] table = tables[channel];
        return table[(int) Math.max(0, Math.min(table.length - 1, value - first))];
    }
}
