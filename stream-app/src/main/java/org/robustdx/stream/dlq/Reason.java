package org.robustdx.stream.dlq;

/** Why an image cannot be diagnosed; the value of the header {@code robustdx.reason}. */
public enum Reason {
    /** The record has no value. */
    NO_VALUE(Stage.READ),
    /** The value is not an image event of any known version. */
    MALFORMED_MESSAGE(Stage.READ),
    /** A field of the event breaks its rules: empty or overlong identifiers. */
    INVALID_EVENT(Stage.READ),
    /** The event asks for another task than the model is for. */
    TASK_NOT_SERVED(Stage.READ),
    /** The content is larger than the limit. */
    OVERSIZE(Stage.CONTENT),
    /** The content is a reference to a place that is not allowed. */
    REFERENCE_NOT_ALLOWED(Stage.CONTENT),
    /** The content is a reference to an allowed place where nothing is. */
    REFERENCE_NOT_FOUND(Stage.CONTENT),
    /** The content is a reference to something that cannot be read, while other content of its place can be: after several tries, or too slowly. */
    REFERENCE_UNREADABLE(Stage.CONTENT),
    /** What the reference leads to has not the size or the SHA-256 that it states. */
    REFERENCE_MISMATCH(Stage.CONTENT),
    /** The content is empty. */
    CONTENT_EMPTY(Stage.DECODE),
    /** The content begins like no format that is known. */
    CONTENT_UNKNOWN_FORMAT(Stage.DECODE),
    /** The format is known, this variant of it is not supported. */
    CONTENT_UNSUPPORTED(Stage.DECODE),
    /** The image claims more pixels, frames or bytes than the limits allow. */
    CONTENT_LIMIT(Stage.DECODE),
    /** The content is damaged. */
    CONTENT_CORRUPT(Stage.DECODE),
    /** The content is readable and holds no image. */
    CONTENT_NOT_AN_IMAGE(Stage.DECODE),
    /** The image carries no picture: one value everywhere, or fully transparent. */
    CONTENT_NO_PICTURE(Stage.DECODE),
    /** The image takes more processor time to decode than it is given. */
    CONTENT_TIMEOUT(Stage.DECODE),
    /** The image takes more heap to decode than this instance has: replayed on one that has more, it is decoded. */
    CONTENT_MEMORY(Stage.DECODE),
    /** The model fails on this image, and on no other. */
    MODEL_FAILED(Stage.INFER),
    /** The diagnosis or the alert is larger than a record may be, as by a key that its sender compressed. */
    OUTCOME_TOO_LARGE(Stage.PRODUCE),
    /** The diagnosis or the alert cannot be written as its schema demands. */
    OUTCOME_UNWRITABLE(Stage.PRODUCE);

    private final Stage stage;

    Reason(Stage stage) {
        this.stage = stage;
    }

    /** Returns the stage at which this is found. */
    public Stage stage() {
        return stage;
    }

    /** Stage of an image's way through the app; the value of the header {@code robustdx.stage}. */
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
