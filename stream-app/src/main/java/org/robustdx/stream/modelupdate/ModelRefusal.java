package org.robustdx.stream.modelupdate;

import java.util.Optional;
import org.robustdx.schemas.shown.PlainText;

/**
 * Why an announced model is not used.
 *
 * @param reason code of the reason
 * @param message one line for people
 */
public record ModelRefusal(Reason reason, String message) {
    private static final int LONGEST_MESSAGE = 300;

    /** Codes of reasons. Reasons about the file have the same names as those about an image's reference. */
    public enum Reason {
        /** The record is not an announcement, or a field violates its rules. */
        MALFORMED_MESSAGE,
        /** The signing key is not configured. */
        UNKNOWN_KEY,
        /** The signature does not match the announcement and the key. */
        BAD_SIGNATURE,
        /** The announcement is not newer than that of the model in use. */
        STALE,
        /** The announcement is dated in the future. */
        DATED_AHEAD,
        /** The file is larger than the limit. */
        OVERSIZE,
        /** The URI is outside the allowed root. */
        REFERENCE_NOT_ALLOWED,
        /** There is no file at the URI. */
        REFERENCE_NOT_FOUND,
        /** The file differs from the announced size or SHA-256. */
        REFERENCE_MISMATCH,
        /** The file is not a model that meets the contract and runs. */
        INVALID_MODEL,
        /** The model has another task, other classes or another input than the one in use. */
        OTHER_CONTRACT,
        /** The model's answers differ from those of the model in use on too many canary images. */
        CANARY,
        /** The model is slower than the read-ahead requires. */
        TOO_SLOW,
        /** The model was not loaded, probed, compared and warmed up before the deadline. */
        DEADLINE,
        /** Something else failed on this instance: the file's storage, the device or memory. */
        UNAVAILABLE
    }

    public ModelRefusal {
        message = PlainText.sentence(message, LONGEST_MESSAGE);
    }

    static Optional<ModelRefusal> because(Reason reason, String message) {
        return Optional.of(new ModelRefusal(reason, message));
    }
}
