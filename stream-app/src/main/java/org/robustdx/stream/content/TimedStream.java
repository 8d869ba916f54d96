package org.robustdx.stream.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A stream that is read until a time at most: a timeout of the socket alone would let a body that trickles go on for ever. */
final class TimedStream extends FilterInputStream {
    private final long end;

    /** @param end in the time of {@link System#nanoTime()} */
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
            throw new InterruptedIOException("the time is over");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
