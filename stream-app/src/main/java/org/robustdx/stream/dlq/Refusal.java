package org.robustdx.stream.dlq;

import org.robustdx.schemas.shown.PlainText;

/**
 * Why an image is not diagnosed.
 *
 * @param reason code of the reason
 * @param exception name of the class that reported it
 * @param message one line for people; of the image's data it may contain only sizes and formats
 */
public record Refusal(Reason reason, String exception, String message) {
    private static final int LONGEST_MESSAGE = 300;

    public Refusal {
        message = PlainText.sentence(message, LONGEST_MESSAGE);
    }

    /** Returns a refusal that class {@code by} reports. */
    public static Refusal of(Reason reason, Class<?> by, String message) {
        return new Refusal(reason, by.getName(), message);
    }
}
