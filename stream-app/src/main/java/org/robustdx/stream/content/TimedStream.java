package org.robustdx.stream.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * A stream that fails after a deadline. A socket timeout alone would not stop a body that arrives in small pieces
 * forever.
 */
final class TimedStream extends FilterInputStream {
    private final long end;

    /** @param end deadline, as a value of {@link System#nanoTime()} */
    TimedStream(InputStream in, long end) {
        super(in);
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        check();
        return super.read(bytes, offset, length);
    }

    private void check() throws InterruptedIOException {
        if (System.nanoTime() - end > 0) {
            throw new InterruptedIOException("deadline exceeded");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
