package org.robustdx.inference.image.dicom;

import java.io.IOException;
import org.robustdx.inference.image.imageio.ByteArrayImageInputStream;

/**
 * A JPEG 2000 codestream on which the library's reading always ends. The library reads packet headers byte by byte and counts ones; it takes the end
 * of the stream for ones, and once it has read FF FF, which no packet header holds (ISO/IEC 15444-1, B.10.1), it reads on no more and finds ones for
 * ever. Packet headers in marker segments of their own (PPM, PPT) it reads from elsewhere, so they are refused.
 */
final class CodestreamInput extends ByteArrayImageInputStream {
    /** Unchecked: the library prints some checked ones to the console, and goes on. */
    static final class CorruptCodestreamException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CorruptCodestreamException(String message) {
            super(message);
        }
    }

    private static final int PPM = 0xff60;
    private static final int PPT = 0xff61;

    /** The position behind an FF that was the last byte of a packet header so far. */
    private long behindFf = -1;

    CodestreamInput(byte[] codestream) {
        super(codestream);
    }

    /** Returns the next byte of a packet header. */
    @Override
    public int read() throws IOException {
        long at = streamPos;
        int next = readUnsignedByte();
        if (next == 0xff && at == behindFf) {
            throw new CorruptCodestreamException("FF FF in a packet header");
        }
        behindFf = next == 0xff ? streamPos : -1;
        return next;
    }

    /** Returns the next byte of a marker segment, where any may follow any. */
    @Override
    public int readUnsignedByte() throws IOException {
        int next = super.read();
        if (next < 0) {
            throw new CorruptCodestreamException("the codestream ends");
        }
        return next;
    }

    @Override
    public byte readByte() throws IOException {
        return (byte) readUnsignedByte();
    }

    @Override
    public short readShort() throws IOException {
        return (short) readUnsignedShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        int high = readUnsignedByte();
        int value = high << 8 | readUnsignedByte();
        if (value == PPM || value == PPT) {
            throw new CorruptCodestreamException("packed packet headers");
        }
        return value;
    }
}
