package org.robustdx.inference.image;

/** Reads one image format. Implementations are thread-safe and never throw, whatever the content. */
public interface ImageDecoder {
    /** Returns the name of the format, such as {@code PNG}. */
    String format();

    /** Returns whether the content looks like this format, by its first bytes. */
    boolean accepts(byte[] content);

    /** Returns the first frame of the content, or the reason why there is none. */
    DecodeResult decode(byte[] content, DecodeLimits limits);

    /**
     * Returns about how many bytes of heap decoding takes at its peak, the content not counted, by what the header claims. Returns 0 where
     * the header claims nothing that would be decoded.
     *
     * @throws OutOfMemoryError if there is not even enough for the header
     */
    default long heapBytes(byte[] content, DecodeLimits limits) {
        return 0;
    }
}
