package org.robustdx.inference.image.imageio;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A byte array as ImageIO wants it. Unlike {@code MemoryCacheImageInputStream} it knows its length, which is what the JDK's TIFF reader
 * checks claimed counts against, and it copies nothing.
 */
public class ByteArrayImageInputStream extends ImageInputStreamImpl {
    private final byte[] content;

    /** Creates a stream over the array, which is not copied. */
    public ByteArrayImageInputStream(byte[] content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        checkWanted();
        bitOffset = 0;
        return streamPos < content.length ? content[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        checkWanted();
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

    /** Decoders know no interruption, but most read on and on: so whoever interrupts one that has taken too long has its thread back soon. */
    private static void checkWanted() {
        if (Thread.currentThread().isInterrupted()) {
            // Unchecked: a library prints the stack trace of each exception of input that it meets.
            throw new CancellationException("nobody waits for the image any more");
        }
    }

    @Override
    public long length() {
        return content.length;
    }
}
