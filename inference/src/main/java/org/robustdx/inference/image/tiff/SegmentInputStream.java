package org.robustdx.inference.image.tiff;

import java.io.InputStream;
import java.util.Objects;

/**
 * A part of a byte array whose bits may be stored in reverse order (TIFF's FillOrder 2). {@code ByteArrayInputStream} is not used, because it
 * locks for each byte.
 */
final class SegmentInputStream extends InputStream {
    private final byte[] content;
    private final int end;
    private final boolean reversed;
    private int at;

    SegmentInputStream(byte[] content, int from, int length, boolean reversed) {
        Objects.checkFromIndexSize(from, length, content.length);
        this.content = content;
        this.at = from;
        this.end = from + length;
        this.reversed = reversed;
    }

    @Override
    public int read() {
        if (at == end) {
            return -1;
        }
        int value = content[at++] & 0xff;
        return reversed ? Integer.reverse(value) >>> 24 : value;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int n = Math.min(length, end - at);
        if (n == 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(content, at, target, offset, n);
        at += n;
        for (int i = offset; reversed && i < offset + n; i++) {
            target[i] = (byte) (Integer.reverse(target[i]) >>> 24);
        }
        return n;
    }
}
