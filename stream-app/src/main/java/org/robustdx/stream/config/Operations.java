package org.robustdx.stream.config;

import java.util.List;

/**
 * How the app is watched over, beside what it does for each image.
 *
 * @param campaigns when a source's images raise an alert together
 */
public record Operations(CampaignSettings campaigns) {
    /** Returns the defaults. */
    public static Operations ofDefaults() {
        return new Operations(CampaignSettings.ofDefaults());
    }

    /** Returns the settings as lines to be shown. */
    public List<String> shown() {
        return campaigns.shown();
    }
}
