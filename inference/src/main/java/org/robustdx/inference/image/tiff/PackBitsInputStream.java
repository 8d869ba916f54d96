package org.robustdx.inference.image.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** Expands PackBits (TIFF 6.0, section 9). */
final class PackBitsInputStream extends InputStream {
    private final InputStream in;
    private int left;
    private boolean repeated;
    private byte value;

    PackBitsInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (left == 0) {
            int header = in.read();
            if (header < 0) {
                return -1;
            }
            repeated = header > 128;
            if (header != 128) { // that one says nothing
                left = repeated ? 257 - header : header + 1;
            }
            if (repeated) {
                value = (byte) required();
            }
        }
        int n = Math.min(left, length);
        if (repeated) {
            Arrays.fill(target, offset, offset + n, value);
        } else if (in.readNBytes(target, offset, n) < n) {
            throw new EOFException("truncated: a run goes past the end");
        }
        left -= n;
        return n;
    }

    private int required() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("truncated: a run goes past the end");
        }
        return next;
    }
}
