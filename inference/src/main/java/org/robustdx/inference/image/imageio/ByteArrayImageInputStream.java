package org.robustdx.inference.image.imageio;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An ImageIO stream over a byte array. Unlike {@code MemoryCacheImageInputStream}, it knows its length and copies nothing. The JDK's TIFF reader
 * checks claimed counts against the length.
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

    /** Stops the decoder if its thread is interrupted. Decoders do not check for interruption themselves, but most of them keep reading. */
    private static void checkWanted() {
        if (Thread.currentThread().isInterrupted()) {
            // Unchecked, because a library prints the stack trace of every IOException of its input.
            throw new CancellationException("nobody waits for the image any more");
        }
    }

    @Override
    public long length() {
        return content.length;
    }
}
