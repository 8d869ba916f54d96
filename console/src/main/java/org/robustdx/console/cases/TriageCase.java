package org.robustdx.console.cases;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Severity;

/**
 * One thing to decide about. It holds what lists and filters need; a case page reads the alert itself again, with its pictures.
 *
 * @param subject record of the alert
 * @param kind why it is in the queue
 * @param severity how urgent it is
 * @param imageId identifier of the image; empty of a campaign
 * @param source device or system that sent the image
 * @param task what the model is for; empty of a campaign
 * @param model name of the model; empty of a campaign
 * @param modelSha256 SHA-256 of the model file; empty of a campaign
 * @param contentSha256 SHA-256 of the encoded image; empty where the alert does not say
 * @param label label of the image as it came; empty of an image out of scope and of a campaign
 * @param labelAfter label after denoising; empty where there was no second pass
 * @param summary one line that says what was found
 * @param raisedAt when the alert was raised
 * @param campaign the window and the images of a campaign; empty of an image
 */
public record TriageCase(
        Subject subject,
        CaseKind kind,
        Severity severity,
        String imageId,
        String source,
        String task,
        String model,
        String modelSha256,
        String contentSha256,
        String label,
        String labelAfter,
        String summary,
        Instant raisedAt,
        Optional<Campaign> campaign) {
    /**
     * The images that a campaign is about.
     *
     * @param kind what is wrong
     * @param start start of the window, inclusive
     * @param end end of the window, exclusive
     * @param wholeWindow whether the campaign is about every flagged image of the window, not about the samples alone
     * @param samples identifiers of some of its images
     * @param detectors detectors that fired; of drift, those whose scores moved
     * @param statistic of drift, the largest Kolmogorov-Smirnov distance between the scores and those of the calibration
     * @param pValue probability of this, or of more of it, if all images were clean
     */
    public record Campaign(
            CampaignKind kind,
            Instant start,
            Instant end,
            boolean wholeWindow,
            List<String> samples,
            List<String> detectors,
            double statistic,
            double pValue) {
        /** Copies the lists. */
        public Campaign {
            samples = List.copyOf(samples);
            detectors = List.copyOf(detectors);
        }
    }

    /** Returns the case of an image that looks tampered with. */
    public static TriageCase of(Subject subject, AdversarialAlert alert) {
        return new TriageCase(
                subject,
                CaseKind.TAMPERING,
                alert.getSeverity(),
                alert.getImageId(),
                alert.getSource(),
                alert.getTask(),
                alert.getModelName(),
                alert.getModelSha256(),
                alert.getContentSha256(),
                alert.getLabelBefore(),
                alert.getLabelAfter(),
                alert.getLabelBefore().equals(alert.getLabelAfter())
                        ? "%s, unchanged by denoising".formatted(alert.getLabelBefore())
                        : "%s → %s after denoising".formatted(alert.getLabelBefore(), alert.getLabelAfter()),
                alert.getRaisedAt(),
                Optional.empty());
    }

    /** Returns the case of an image that is not of the model's kind: the image has no label. */
    public static TriageCase of(Subject subject, OutOfScopeAlert alert) {
        return new TriageCase(
                subject,
                CaseKind.OUT_OF_SCOPE,
                Severity.MEDIUM,
                alert.getImageId(),
                alert.getSource(),
                alert.getTask(),
                alert.getModelName(),
                alert.getModelSha256(),
                alert.getContentSha256(),
                "",
                "",
                alert.getReason().equals("UNFAMILIAR")
                        ? "no label: unlike the training images"
                        : "no label: unexpected %s"
                                .formatted(alert.getReason()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ')),
                alert.getRaisedAt(),
                Optional.empty());
    }

    /** Returns the case of a campaign. */
    public static TriageCase of(Subject subject, CampaignAlert alert) {
        CampaignText text = CampaignText.of(alert.getKind());
        return new TriageCase(
                subject,
                CaseKind.CAMPAIGN,
                alert.getSeverity(),
                "",
                alert.getSource(),
                "",
                "",
                "",
                "",
                "",
                "",
                text.summary().apply(alert),
                alert.getRaisedAt(),
                Optional.of(new Campaign(
                        alert.getKind(),
                        alert.getWindowStart(),
                        alert.getWindowEnd(),
                        text.wholeWindow(),
                        alert.getSampleImageIds(),
                        alert.getDetectors(),
                        alert.getStatistic(),
                        alert.getPValue())));
    }

    /** Returns what the case is called in lists and headings: the image, or the campaign. */
    public String title() {
        return campaign.map(about -> CampaignText.of(about.kind()).title()).orElse(imageId);
    }

    /** Returns whether this campaign is about that image. */
    public boolean includes(TriageCase image) {
        if (campaign.isEmpty()
                || image.campaign().isPresent()
                || !image.source().equals(source)) {
            return false;
        }
        Campaign about = campaign.get();
        return about.samples().contains(image.imageId())
                || (about.wholeWindow()
                        && !image.raisedAt().isBefore(about.start())
                        && image.raisedAt().isBefore(about.end()));
    }
}
