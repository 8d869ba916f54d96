package org.robustdx.stream.config;

import java.util.List;

/**
 * How the app is watched over, beside what it does for each image.
 *
 * @param campaigns when a source's images raise an alert together
 * @param knownAnswerBytes memory for answers to images that may come again, in bytes; 0 for none
 */
public record Operations(CampaignSettings campaigns, long knownAnswerBytes) {
    /** The default memory for known answers: 16 MiB. */
    public static final long KNOWN_ANSWER_BYTES = 16 << 20;

    /** Returns the defaults. */
    public static Operations ofDefaults() {
        return new Operations(CampaignSettings.ofDefaults(), KNOWN_ANSWER_BYTES);
    }

    /** Returns the same, but that every image is read by the model, however often it comes. */
    public Operations withoutKnownAnswers() {
        return new Operations(campaigns, 0);
    }

    /** Returns the settings as lines to be shown. */
    public List<String> shown() {
        return campaigns.shown();
    }
}
