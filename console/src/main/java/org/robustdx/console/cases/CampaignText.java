package org.robustdx.console.cases;

import java.util.function.Function;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;

/**
 * What the console says about a kind of campaign alert. A new kind needs a case here and nothing else in the console.
 *
 * @param title name of the case in lists and headings
 * @param summary builds the line that says what was found
 * @param wholeWindow whether the alert is about every flagged image of its window, not about the samples alone
 * @param confirmed what a reviewer confirms, after "Confirm: "
 * @param refuted text of the decision that there was no attack
 */
public record CampaignText(
        String title, Function<CampaignAlert, String> summary, boolean wholeWindow, String confirmed, String refuted) {
    /** Returns the text about this kind. */
    public static CampaignText of(CampaignKind kind) {
        return switch (kind) {
            case SUSPECTS ->
                new CampaignText(
                        "Many flagged images",
                        alert -> "%d of %d images flagged, more than chance explains"
                                .formatted(alert.getFlagged(), alert.getImages()),
                        true,
                        "the source sends manipulated images",
                        "Not an attack: another cause explains it");
            case QUERIES ->
                new CampaignText(
                        "Near-duplicates",
                        alert -> "%.0f of %d images alike, as a black-box attack sends them"
                                .formatted(alert.getStatistic(), alert.getImages()),
                        true,
                        "the source sends manipulated images",
                        "Not an attack: another cause explains it");
            case DRIFT ->
                new CampaignText(
                        "Drift",
                        alert -> "clean images score differently than at calibration (%d images)"
                                .formatted(alert.getImages()),
                        false,
                        "the source's images have changed",
                        "False alarm: its images are as before");
            case CHANGED_IMAGE ->
                new CampaignText(
                        "Changed image",
                        alert -> "an image id came again with other bytes",
                        false,
                        "the image was exchanged or altered",
                        "Not an attack: the sender has corrected the image");
        };
    }
}
