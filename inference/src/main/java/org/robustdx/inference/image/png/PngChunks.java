package org.robustdx.inference.image.png;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.robustdx.inference.image.exif.Orientation;

/** Reads the chunks of a PNG (ISO/IEC 15948) that the JDK's reader ignores. A damaged chunk counts as missing. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    /** Length and type before the data, CRC after them. */
    private static final int AROUND = 12;

    private PngChunks() {}

    /** Returns the largest number of used bits of a colour channel, as the chunk sBIT declares it, or 0 without a declaration. */
    static int significantBits(byte[] png) {
        ByteBuffer chunk = find(png, "sBIT");
        if (chunk.remaining() < 1 || chunk.remaining() > 4) {
            return 0;
        }
        // One for each channel of the image, alpha last.
        int colours = chunk.remaining() < 3 ? 1 : 3;
        int most = 0;
        for (int c = 0; c < colours; c++) {
            int bits = chunk.get() & 0xff;
            if (bits < 1 || bits > 16) {
                return 0;
            }
            most = Math.max(most, bits);
        }
        return most;
    }

    /** Returns the orientation that the chunk eXIf declares. */
    static Orientation orientation(byte[] png) {
        ByteBuffer chunk = find(png, "eXIf");
        return Orientation.of(png, chunk.position(), chunk.limit());
    }

    /** Returns the data of the first chunk of a type, empty where there is none. */
    private static ByteBuffer find(byte[] png, String type) {
        int wanted = ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII)).getInt();
        ByteBuffer all = ByteBuffer.wrap(png);
        long at = SIGNATURE;
        while (at + AROUND <= png.length) {
            long length = all.getInt((int) at) & 0xffffffffL;
            if (at + AROUND + length > png.length) {
                break;
            }
            if (all.getInt((int) at + 4) == wanted) {
                CRC32 crc = new CRC32();
                crc.update(png, (int) at + 4, (int) length + 4);
                boolean whole = (int) crc.getValue() == all.getInt((int) (at + 8 + length));
                return whole ? ByteBuffer.wrap(png, (int) at + 8, (int) length) : ByteBuffer.allocate(0);
            }
            at += AROUND + length;
        }
        return ByteBuffer.allocate(0);
    }
}
