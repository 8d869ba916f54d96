package org.robustdx.stream.campaign;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.robustdx.inference.model.Calibration;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.ScoreHistogram;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.stream.config.CampaignSettings;

/**
 * Decides which findings about a source's window deserve an alert: unusually many flagged images, drift of the scores,
 * or near-duplicate queries. Thread-safe.
 */
public final class CampaignRules {
    private static final int LEAST_IMAGES = 30;

    private final CampaignSettings settings;
    private final Supplier<Calibration> calibration;
    private final Clock clock;

    /**
     * Creates the rules.
     *
     * @param settings thresholds that the user set
     * @param calibration supplies the calibration of the model that is in use when a window is judged
     * @param clock source of the alerts' times
     */
    public CampaignRules(CampaignSettings settings, Supplier<Calibration> calibration, Clock clock) {
        this.settings = settings;
        this.calibration = calibration;
        this.clock = clock;
    }

    /** Returns the settings. */
    public CampaignSettings settings() {
        return settings;
    }

    /** Returns the alerts for a window that is complete. */
    public List<CampaignAlert> alerts(String source, Instant start, Instant end, SourceWindow window) {
        return Stream.of(suspects(window), drift(window), queries(window))
                .flatMap(Optional::stream)
                .map(alert -> alert.setSource(source)
                        .setWindowStart(start)
                        .setWindowEnd(end)
                        .setImages(window.getImages())
                        .setFlagged(window.getFlagged())
                        .setRaisedAt(clock.instant())
                        .build())
                .toList();
    }

    /**
     * Returns how far the scores of a source differ from the calibration: the largest Kolmogorov-Smirnov distance
     * between a detector's p-values and the uniform distribution, whether significant or not. Detectors with fewer than
     * {@value #LEAST_IMAGES} images are skipped, because the distance of a small sample is always large.
     */
    public OptionalDouble distance(SourceWindow window) {
        Calibration now = calibration.get();
        return window.getHistograms().stream()
                .filter(histogram -> PValueHistogram.total(histogram.getCounts()) >= LEAST_IMAGES)
                .mapToDouble(histogram -> distance(histogram, window.getFalseAlarmRate(), now))
                .max();
    }

    /** Returns the alert for an image id that was seen before with other bytes. */
    public CampaignAlert changed(String source, Instant seen, Sighting image) {
        return alert(CampaignKind.CHANGED_IMAGE, Severity.HIGH)
                .setSource(source)
                .setWindowStart(seen.minus(settings.idMemory()))
                .setWindowEnd(seen.plusMillis(1))
                .setImages(1)
                .setFlagged(image.getFlagged() ? 1 : 0)
                .setSampleImageIds(List.of(image.getImageId()))
                .setRaisedAt(clock.instant())
                .build();
    }

    /**
     * Tests whether the number of flagged images is above chance. A window may hold images that were judged at several
     * false-alarm rates, for example after a change of the model. The test uses their mean rate. The tail of the true
     * distribution is then no heavier than that of the binomial distribution (Hoeffding, 1956).
     */
    private Optional<CampaignAlert.Builder> suspects(SourceWindow window) {
        double chance = BinomialTail.atLeast(window.getFlagged(), window.getImages(), window.getFalseAlarmRate());
        if (chance > settings.probability()) {
            return Optional.empty();
        }
        // Critical: the p-value is at most the square of the threshold.
        boolean beyond = chance <= settings.probability() * settings.probability();
        return Optional.of(alert(CampaignKind.SUSPECTS, beyond ? Severity.CRITICAL : Severity.HIGH)
                .setPValue(chance)
                .setStatistic(window.getImages() * window.getFalseAlarmRate())
                .setDetectors(window.getFired())
                .setSampleImageIds(window.getFlaggedIds()));
    }

    private Optional<CampaignAlert.Builder> drift(SourceWindow window) {
        Calibration now = calibration.get();
        int detectors = now.detectors().size();
        List<String> moved = new ArrayList<>();
        double largest = 0;
        double least = 1;
        for (ScoreHistogram histogram : window.getHistograms()) {
            double distance = distance(histogram, window.getFalseAlarmRate(), now);
            double chance = Math.min(
                    1,
                    detectors
                            * PValueHistogram.probability(
                                    distance, PValueHistogram.total(histogram.getCounts()), now.n()));
            if (chance <= settings.probability()) {
                moved.add(histogram.getDetector());
                largest = Math.max(largest, distance);
                least = Math.min(least, chance);
            }
        }
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(alert(CampaignKind.DRIFT, Severity.MEDIUM)
                        .setPValue(least)
                        .setStatistic(largest)
                        .setDetectors(moved));
    }

    /**
     * Returns the Kolmogorov-Smirnov distance of a detector's p-values. Neither flagged images nor images out of scope
     * are counted. If the detector takes part in an alarm, its p-values below that alarm's threshold are missing from
     * the histogram.
     */
    private static double distance(ScoreHistogram histogram, double falseAlarmRate, Calibration now) {
        List<String> alarms = now.alarms();
        String detector = histogram.getDetector();
        double flagged = alarms.contains(detector) ? falseAlarmRate / alarms.size() : 0;
        double outOfScope = now.scope()
                .filter(rule -> rule.detectors().contains(detector))
                .map(rule -> rule.falseAlarmRate() / rule.detectors().size())
                .orElse(0.0);
        return PValueHistogram.distance(histogram.getCounts(), Math.max(flagged, outOfScope));
    }

    private Optional<CampaignAlert.Builder> queries(SourceWindow window) {
        return window.getGroups().stream()
                .max((one, other) -> Long.compare(one.getImages(), other.getImages()))
                .filter(group -> group.getImages() >= settings.nearDuplicates())
                .map(this::queries);
    }

    private CampaignAlert.Builder queries(NearDuplicates group) {
        return alert(CampaignKind.QUERIES, Severity.HIGH)
                .setStatistic((double) group.getImages())
                .setSampleImageIds(List.of(group.getFirstId()));
    }

    private static CampaignAlert.Builder alert(CampaignKind kind, Severity severity) {
        return CampaignAlert.newBuilder().setSource("").setKind(kind).setSeverity(severity);
    }
}
