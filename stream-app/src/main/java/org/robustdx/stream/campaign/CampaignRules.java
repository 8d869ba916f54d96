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

/** Decides what of a source's window is worth an alert. Thread-safe. */
public final class CampaignRules {
    private static final int LEAST_IMAGES = 30;

    private final CampaignSettings settings;
    private final Supplier<Calibration> calibration;
    private final Clock clock;

    /**
     * Creates the rules.
     *
     * @param settings what the user set
     * @param calibration of the model that is in use when a window is judged
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

    /** Returns the alerts on a window that is final. */
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
     * Returns how far the scores of a source's images lie from the calibration's: the largest Kolmogorov-Smirnov distance of the detectors' p-values to
     * uniform ones, whatever it means; nothing of fewer than {@value #LEAST_IMAGES} images, which lie far from anything.
     */
    public OptionalDouble distance(SourceWindow window) {
        Calibration now = calibration.get();
        return window.getHistograms().stream()
                .filter(histogram -> PValueHistogram.total(histogram.getCounts()) >= LEAST_IMAGES)
                .mapToDouble(histogram -> distance(histogram, window.getFalseAlarmRate(), now))
                .max();
    }

    /** Returns the alert on an image id that came again with other bytes. */
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
     * Where images of one window were judged at several rates, as after a change of model, their mean stands for them: the tail of the true
     * distribution is no heavier than that of the binomial one (Hoeffding, 1956).
     */
    private Optional<CampaignAlert.Builder> suspects(SourceWindow window) {
        double chance = BinomialTail.atLeast(window.getFlagged(), window.getImages(), window.getFalseAlarmRate());
        if (chance > settings.probability()) {
            return Optional.empty();
        }
        // As far beyond the threshold again as the threshold is from nothing at all.
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
     * Neither flagged images nor images out of scope are counted, so p-values below the threshold of a detector that raises an alarm are
     * missing.
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
