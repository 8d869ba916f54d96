package org.robustdx.inference.image.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts the image file directories of a TIFF, which form a chain. The JDK's reader never ends on a circular chain. */
final class TiffDirectories {
    private static final int ENTRY_BYTES = 12;

    private TiffDirectories() {}

    /** Returns the number of directories that can be reached, at most {@code most + 1}. */
    static int count(byte[] content, int most) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        buffer.order(content[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int count = 0;
        long at = next(buffer, 4);
        while (at > 0 && at + 2 <= content.length && count <= most) {
            count++;
            int entries = buffer.getShort((int) at) & 0xffff;
            at = next(buffer, at + 2 + (long) entries * ENTRY_BYTES);
        }
        return count;
    }

    private static long next(ByteBuffer buffer, long at) {
        return at + 4 <= buffer.limit() ? buffer.getInt((int) at) & 0xffffffffL : 0;
    }
}
