package org.robustdx.inference.image;

/** Reads one image format. Implementations are thread-safe and never throw, whatever the content. */
public interface ImageDecoder {
    /** Returns the name of the format, such as {@code PNG}. */
    String format();

    /** Returns whether the content looks like this format, by its first bytes. */
    boolean accepts(byte[] content);

    /** Returns the first frame of the content, or the reason why there is none. */
    DecodeResult decode(byte[] content, DecodeLimits limits);
}
