package org.robustdx.inference.pipeline;

/**
 * Supplies the bytes of an image. The pipeline calls it on a decoding thread, so that a slow read delays no other
 * image. It calls it once, or twice if memory ran out in between.
 */
@FunctionalInterface
public interface Content {
    /**
     * Returns the encoded image, or a substitute for it.
     *
     * @throws RuntimeException if the content store is unavailable; the image's future then fails with this exception
     */
    Result fetch();

    /** The result of {@link #fetch}. */
    sealed interface Result {
        /**
         * An encoded image.
         *
         * @param bytes the encoded image; nobody may modify the array
         * @param sha256 SHA-256 of the bytes in hexadecimal digits, which the answer repeats; empty if the caller does
         *     not need it
         */
        @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
        record Image(byte[] bytes, String sha256) implements Result {
            /** Creates an image without its SHA-256. */
            public Image(byte[] bytes) {
                this(bytes, "");
            }
        }

        /**
         * No image to decode.
         *
         * @param substitute what the caller has instead; {@link Answer.Absent} returns it
         */
        record None(Substitute substitute) implements Result {}
    }

    /** What a caller has instead of an image to decode: the reason for its absence, or a cached answer. */
    interface Substitute {}
}
