package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;

/** A JPEG stream inside another file, to be checked before a reader that fills in lost data without an error decodes it. */
public final class EmbeddedJpeg {
    private final JpegStream stream;

    private EmbeddedJpeg(JpegStream stream) {
        this.stream = stream;
    }

    /**
     * Reads the headers of a stream.
     *
     * @param content the array that holds the stream
     * @param from offset of its start-of-image marker
     * @param to offset after its last byte; bytes after the end-of-image marker are ignored
     * @throws RefusedException if these are not the segments of one whole image, or the image is over a limit
     */
    public static EmbeddedJpeg parse(byte[] content, int from, int to, DecodeLimits limits) throws RefusedException {
        JpegStream stream = JpegStream.parse(content, from, to, limits);
        stream.frame().checkPicture();
        return new EmbeddedJpeg(stream);
    }

    /** Returns whether a start-of-image marker stands at an offset. */
    public static boolean startsAt(byte[] content, long at) {
        return isMarker(content, at, JpegStream.SOI);
    }

    /** Returns whether an end-of-image marker stands at an offset. */
    public static boolean endsAt(byte[] content, long at) {
        return isMarker(content, at, JpegStream.EOI);
    }

    private static boolean isMarker(byte[] content, long at, int marker) {
        return at + 2 <= content.length && content[(int) at] == (byte) 0xff && (content[(int) at + 1] & 0xff) == marker;
    }

    /** Returns the width of the image. */
    public int width() {
        return stream.frame().width();
    }

    /** Returns the height of the image. */
    public int height() {
        return stream.frame().height();
    }

    /** Returns whether the stream is sequential, with all components in one scan. */
    public boolean isSingleScan() {
        return stream.isSingleScan();
    }

    /**
     * Checks that the entropy-coded data of all blocks are there.
     *
     * @throws RefusedException if data are lost
     */
    public void checkData() throws RefusedException {
        JpegEntropy.decode(stream, JpegEntropy.Blocks.NONE);
    }

    /** Returns the array that holds the stream, or a copy in which a reader does not find the stream's colour profiles. */
    public byte[] hideProfiles() {
        return JpegProfiles.hide(stream);
    }
}
