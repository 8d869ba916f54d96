package org.robustdx.stream.modelupdate;

import java.util.Optional;

/**
 * Why an announced model is not used.
 *
 * @param reason the reason's code
 * @param message one line for people
 */
public record ModelRefusal(Reason reason, String message) {
    private static final int LONGEST_MESSAGE = 300;

    /** Codes of reasons. Those of the file are named as those of an image's reference are. */
    public enum Reason {
        /** The record is no announcement, or a field of it breaks its rules. */
        MALFORMED_MESSAGE,
        /** It is signed by a key that is not configured. */
        UNKNOWN_KEY,
        /** The signature is not that key's on this announcement. */
        BAD_SIGNATURE,
        /** It is not newer than the announcement of the model in use. */
        STALE,
        /** It is dated later than now. */
        DATED_AHEAD,
        /** The file is larger than the limit. */
        OVERSIZE,
        /** The URI leads to a place that is not allowed. */
        REFERENCE_NOT_ALLOWED,
        /** Nothing is where the URI leads. */
        REFERENCE_NOT_FOUND,
        /** The file has not the announced size or SHA-256. */
        REFERENCE_MISMATCH,
        /** The file is no model that keeps the contract and runs. */
        INVALID_MODEL,
        /** The model is for another task, other classes or other input than the one in use. */
        OTHER_CONTRACT,
        /** The model differs from the one in use on more canary images than is allowed. */
        CANARY,
        /** The model is too slow for what is read ahead. */
        TOO_SLOW,
        /** The model was not loaded, probed, compared and warmed up in time. */
        DEADLINE,
        /** Something else failed here: the file's place, the device, memory. */
        UNAVAILABLE
    }

    public ModelRefusal {
        message = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE - 1) + "…";
        }
    }

    static Optional<ModelRefusal> because(Reason reason, String message) {
        return Optional.of(new ModelRefusal(reason, message));
    }
}
