package org.robustdx.inference.pipeline;

/**
 * Where the bytes of an image come from. The pipeline asks on a thread of the decoding pool, so that reading a file delays no other image. It asks once, and
 * once more if memory ran out meanwhile.
 */
@FunctionalInterface
public interface Content {
    /**
     * Returns the encoded image, or what takes the place of its answer.
     *
     * @throws RuntimeException if the place of the content is lost: the future of the image fails with it
     */
    Result fetch();

    /** What fetching gives. */
    sealed interface Result {
        /**
         * An encoded image.
         *
         * @param bytes its bytes, which nobody changes
         * @param sha256 SHA-256 of the bytes in hexadecimal digits, returned with the answer; empty where the caller needs none
         */
        @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
        record Image(byte[] bytes, String sha256) implements Result {
            /** Returns an image without its SHA-256. */
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

    /** What the caller has instead of an image to decode: the reason why there is none, or an answer that is known already. */
    interface Substitute {}
}
