package org.robustdx.stream.dlq;

/** Why an image is not diagnosed; the value of the header {@code robustdx.reason}. */
public enum Reason {
    /** The record has no value. */
    NO_VALUE(Stage.READ),
    /** The value is not an image event of any known version. */
    MALFORMED_MESSAGE(Stage.READ),
    /** A field of the event violates its rules: an identifier is empty or too long. */
    INVALID_EVENT(Stage.READ),
    /** The event asks for a task that the model does not serve. */
    TASK_NOT_SERVED(Stage.READ),
    /** The content is larger than the limit. */
    OVERSIZE(Stage.CONTENT),
    /** The reference names a file or object that is not allowed. */
    REFERENCE_NOT_ALLOWED(Stage.CONTENT),
    /** The reference names an allowed file or object that does not exist. */
    REFERENCE_NOT_FOUND(Stage.CONTENT),
    /** The referenced file or object is not readable, or too slow, although its store works. */
    REFERENCE_UNREADABLE(Stage.CONTENT),
    /** The referenced content differs from the size or SHA-256 that the reference states. */
    REFERENCE_MISMATCH(Stage.CONTENT),
    /** The content is empty. */
    CONTENT_EMPTY(Stage.DECODE),
    /** The format of the content is unknown. */
    CONTENT_UNKNOWN_FORMAT(Stage.DECODE),
    /** The format is known, but not this variant. */
    CONTENT_UNSUPPORTED(Stage.DECODE),
    /** The image claims more pixels, frames or bytes than the limits allow. */
    CONTENT_LIMIT(Stage.DECODE),
    /** The content is damaged. */
    CONTENT_CORRUPT(Stage.DECODE),
    /** The content is readable but is not an image. */
    CONTENT_NOT_AN_IMAGE(Stage.DECODE),
    /** The image shows nothing: it is uniform or fully transparent. */
    CONTENT_NO_PICTURE(Stage.DECODE),
    /** Decoding the image exceeds its budget of processor time. */
    CONTENT_TIMEOUT(Stage.DECODE),
    /**
     * Decoding the image needs more heap than this instance has. An instance with more heap can decode it after a
     * replay.
     */
    CONTENT_MEMORY(Stage.DECODE),
    /** The model fails on this image but not on others. */
    MODEL_FAILED(Stage.INFER),
    /**
     * The diagnosis or the alert exceeds the maximum record size, for example because of a long key that the sender
     * compressed.
     */
    OUTCOME_TOO_LARGE(Stage.PRODUCE),
    /** The diagnosis or the alert violates its schema. */
    OUTCOME_UNWRITABLE(Stage.PRODUCE);

    private final Stage stage;

    Reason(Stage stage) {
        this.stage = stage;
    }

    /** Returns the stage that detects this reason. */
    public Stage stage() {
        return stage;
    }

    /** The stage that refused an image; the value of the header {@code robustdx.stage}. */
    public enum Stage {
        /** From the record's bytes to an event. */
        READ,
        /** From the event to the encoded image. */
        CONTENT,
        /** From the encoded image to pixels. */
        DECODE,
        /** From pixels to the model's answer. */
        INFER,
        /** From the model's answer to records of the output topics. */
        PRODUCE
    }
}
