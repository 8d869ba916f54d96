package org.robustdx.inference.image;

import java.util.Map;

/** The result of decoding: pixels, or the reason of refusal. */
public sealed interface DecodeResult {
    /**
     * The image.
     *
     * @param raster the pixels of the first frame
     * @param format name of the format, such as {@code PNG}
     * @param frames number of frames or pages the content holds; only the first is in {@code raster}
     * @param attributes what a DICOM image says of its kind, {@linkplain DicomAttribute#normalised normalised}, without empty values; empty for other
     *     formats. Values may hold any text, also a person's name.
     */
    record Decoded(Raster raster, String format, int frames, Map<DicomAttribute, String> attributes)
            implements DecodeResult {
        /** @throws IllegalArgumentException if {@code frames} is not positive */
        public Decoded {
            attributes = Map.copyOf(attributes);
            if (frames < 1) {
                throw new IllegalArgumentException("frames: " + frames + " (expected: > 0)");
            }
        }

        /** Creates the result of an image that has no DICOM attributes. */
        public Decoded(Raster raster, String format, int frames) {
            this(raster, format, frames, Map.of());
        }

        /** Creates the result of a single-frame image. */
        public Decoded(Raster raster, String format) {
            this(raster, format, 1);
        }
    }

    /**
     * No image.
     *
     * @param reason the kind of reason
     * @param message one line for a person; holds nothing read from the content but numbers and registered identifiers
     */
    record Refused(Reason reason, String message) implements DecodeResult {}

    /** The kinds of reasons to refuse. */
    enum Reason {
        /** There are no bytes. */
        EMPTY,
        /** No decoder knows this content. */
        UNKNOWN_FORMAT,
        /** A known format, in a variety that is not read. */
        UNSUPPORTED,
        /** Bigger than {@link DecodeLimits} allow. */
        LIMIT,
        /** The content breaks its format's rules, or ends too early. */
        CORRUPT,
        /** Well-formed, but holds no image, such as a structured report. */
        NOT_AN_IMAGE,
        /** An image on which nothing is to be seen: one value everywhere, or fully transparent. */
        NO_PICTURE,
        /** Decoding takes more time than it is given. The caller says so, and interrupts the decoder. */
        TIMEOUT,
        /** Decoding takes more heap than this process has. With more heap the same content is decoded. */
        MEMORY
    }
}
