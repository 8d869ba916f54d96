package org.robustdx.inference.image.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Expands LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, highest bit first. Each code width begins one code early. */
final class LzwInputStream extends InputStream {
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int CODES = 4096;
    private static final int LEAST_WIDTH = 9;
    private static final int MOST_WIDTH = 12;

    private final InputStream in;
    private final short[] prefixes = new short[CODES];
    private final byte[] suffixes = new byte[CODES];
    /** The current string, at the end of the array, from {@link #at}. */
    private final byte[] string = new byte[CODES + 1];

    private int at = string.length;
    private int next = FIRST;
    private int width = LEAST_WIDTH;
    private int previous = -1;
    private boolean begun;
    private int bits;
    private int bitCount;
    private boolean ended;

    LzwInputStream(InputStream in) {
        this.in = in;
        for (int i = 0; i < CLEAR; i++) {
            suffixes[i] = (byte) i;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int done = 0;
        while (done < length) {
            if (at == string.length && !expandNext()) {
                return done == 0 ? -1 : done;
            }
            int n = Math.min(length - done, string.length - at);
            System.arraycopy(string, at, target, offset + done, n);
            at += n;
            done += n;
        }
        return done;
    }

    /** Decodes the next code into the current string. Returns false at the end. */
    private boolean expandNext() throws IOException {
        int code = nextCode();
        if (!begun && code != CLEAR) {
            throw new IOException("LZW data begins with code " + code + " (expected: " + CLEAR + ")");
        }
        begun = true;
        while (code == CLEAR) {
            next = FIRST;
            width = LEAST_WIDTH;
            previous = -1;
            code = nextCode();
        }
        if (code == END) {
            ended = true;
            return false;
        }
        boolean known = code < CLEAR || (code >= FIRST && code < next);
        if (previous < 0 ? code >= CLEAR : !known && (code != next || next == CODES)) {
            throw new IOException("LZW code " + code + " has no meaning yet");
        }
        if (known) {
            place(code);
        } else {
            // The code that is being defined now: the previous string and its own first byte.
            place(previous);
            System.arraycopy(string, at, string, at - 1, string.length - at);
            at--;
            string[string.length - 1] = string[at];
        }
        if (previous >= 0 && next < CODES) {
            prefixes[next] = (short) previous;
            suffixes[next] = string[at];
            next++;
            if (next == (1 << width) - 1 && width < MOST_WIDTH) {
                width++;
            }
        }
        previous = code;
        return true;
    }

    private void place(int code) {
        at = string.length;
        int each = code;
        while (each >= FIRST) {
            string[--at] = suffixes[each];
            each = prefixes[each];
        }
        string[--at] = suffixes[each];
    }

    private int nextCode() throws IOException {
        if (ended) {
            return END;
        }
        while (bitCount < width) {
            int b = in.read();
            if (b < 0) {
                return END;
            }
            bits = bits << 8 | b;
            bitCount += 8;
        }
        bitCount -= width;
        return (bits >>> bitCount) & ((1 << width) - 1);
    }
}
