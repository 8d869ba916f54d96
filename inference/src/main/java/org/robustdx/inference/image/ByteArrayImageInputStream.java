package org.robustdx.inference.image;

import java.io.EOFException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A byte array as ImageIO wants it. Unlike {@code MemoryCacheImageInputStream} it knows its length, which is what the JDK's TIFF reader
 * checks claimed counts against, and it copies nothing.
 */
public final class ByteArrayImageInputStream extends ImageInputStreamImpl {
    private final byte[] content;
    private final boolean endThrows;

    /** Creates a stream over the array, which is not copied. */
    public ByteArrayImageInputStream(byte[] content) {
        this(content, false);
    }

    private ByteArrayImageInputStream(byte[] content, boolean endThrows) {
        this.content = content;
        this.endThrows = endThrows;
    }

    /** As the constructor, for readers that take the -1 of {@link #read()} for data: there it throws {@link EOFException}. */
    public static ByteArrayImageInputStream throwingAtEnd(byte[] content) {
        return new ByteArrayImageInputStream(content, true);
    }

    @Override
    public int read() throws EOFException {
        bitOffset = 0;
        if (streamPos < content.length) {
            return content[(int) streamPos++] & 0xff;
        }
        if (endThrows) {
            throw new EOFException();
        }
        return -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (streamPos >= content.length) {
            return -1;
        }
        int n = (int) Math.min(length, content.length - streamPos);
        System.arraycopy(content, (int) streamPos, target, offset, n);
        streamPos += n;
        return n;
    }

    @Override
    public long length() {
        return content.length;
    }
}
