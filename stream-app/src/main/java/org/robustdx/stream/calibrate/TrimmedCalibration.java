package org.robustdx.stream.calibrate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ScopeRule;

/**
 * A calibration by the scores of N images, of which an attacker has sent at most the share {@code trim}. Of each detector's scores the
 * k = floor(trim N) largest are left out before the thresholds are set.
 *
 * <p><b>Bound.</b> An alarm at rate r with D deciding detectors is raised where one of them has fewer than c = floor(r/D (n+1)) of the n = N - k
 * remaining scores at or above the image's. So k + c - 1 of all N scores lie above a detector's threshold (apart from ties). At most k of them are the
 * attacker's, whatever their values are. Hence between c - 1 and k + c - 1 scores of honest images lie above it. Of the at least N - k honest images,
 * each detector flags a share between r/D and r/D + trim/(1 - trim), up to 1/(N - k). The attacker moves the share within this range and not beyond.
 * Without trimming, an attacker with a share above r/D could place the threshold anywhere.
 *
 * <p>The price: without an attacker, the share of honest images that a detector flags is r/D (1 - trim) + trim, and not r/D.
 */
public final class TrimmedCalibration {
    /** Share that is trimmed unless another one is chosen. */
    public static final double DEFAULT_TRIM = 0.02;

    /**
     * Fewest honest scores above a threshold, for every attacker. With 4 of them, the true false-alarm rate is above 0.3 times the requested one with a
     * probability of 95 %: the 5 % quantile of a gamma distribution of shape 4 is 1.37, a third of its mean.
     */
    private static final int FEWEST_ABOVE = 4;

    /** Most scores that stand in a file: with so many, it holds every score above a threshold of up to 1.5 %. */
    private static final int MOST_KEPT = 50_000;

    private static final double ROUNDING = 1e-9;

    private final Calibration before;
    private final Calibration after;
    private final Map<String, float[]> scores;
    private final int images;
    private final int trimmed;
    private final int kept;

    private TrimmedCalibration(
            Calibration before, Calibration after, Map<String, float[]> scores, int images, int trimmed, int kept) {
        this.before = before;
        this.after = after;
        this.scores = scores;
        this.images = images;
        this.trimmed = trimmed;
        this.kept = kept;
    }

    /**
     * How often an alarm is raised.
     *
     * @param requested the rate that the model is meant for
     * @param before share of the images on which the former calibration raises it
     * @param after share of the images on which this calibration raises it
     * @param lowest smallest share of the honest images on which it is raised, whatever the attacker sent
     * @param highest largest share of the honest images on which it is raised, whatever the attacker sent
     */
    public record Alarm(double requested, double before, double after, double lowest, double highest) {}

    /**
     * Returns the model's calibration by these scores. Alarms, rates and the scope rule stay the same.
     *
     * @param scores for each detector one score per image, all finite; at least {@link #fewestImages} images
     * @param trim largest share of the images that an attacker sent, at least 0 and below 0.5
     * @throws IllegalArgumentException if the share is out of its range, or there are too few images
     */
    public static TrimmedCalibration of(Calibration before, Map<String, float[]> scores, double trim) {
        int images =
                scores.values().stream().mapToInt(column -> column.length).min().orElse(0);
        int fewest = fewestImages(before, trim);
        if (images < fewest) {
            throw new IllegalArgumentException("images: " + images + " (expected: at least " + fewest + ")");
        }
        int trimmed = trimmed(images, trim);
        Map<String, float[]> kept = new LinkedHashMap<>();
        scores.forEach((name, column) -> {
            float[] sorted = column.clone();
            Arrays.sort(sorted);
            kept.put(name, thinned(Arrays.copyOf(sorted, images - trimmed)));
        });
        Calibration fitted =
                Calibration.ofCleanScores(kept).withAlarms(before.alarms()).withFalseAlarmRate(before.falseAlarmRate());
        Calibration after = before.scope().map(fitted::withScope).orElse(fitted);
        return new TrimmedCalibration(before, after, scores, images, trimmed, Math.min(MOST_KEPT, images - trimmed));
    }

    /** Returns the scores themselves, or as many as a file holds, evenly spaced in rank: the largest of each block, so that ranks stay as they are. */
    private static float[] thinned(float[] sorted) {
        if (sorted.length <= MOST_KEPT) {
            return sorted;
        }
        float[] some = new float[MOST_KEPT];
        for (int i = 0; i < some.length; i++) {
            some[i] = sorted[(int) ((i + 1L) * sorted.length / MOST_KEPT) - 1];
        }
        return some;
    }

    /**
     * Returns the fewest images to which both alarms of a model can be fitted.
     *
     * @throws IllegalArgumentException if the share is out of its range
     */
    public static int fewestImages(Calibration calibration, double trim) {
        if (!(trim >= 0 && trim < 0.5)) {
            throw new IllegalArgumentException("trim: " + trim + " (expected: 0 <= trim < 0.5)");
        }
        double rarest = calibration.falseAlarmRate() / calibration.alarms().size();
        Optional<ScopeRule> scope = calibration.scope();
        if (scope.isPresent()) {
            rarest = Math.min(
                    rarest,
                    scope.get().falseAlarmRate() / scope.get().detectors().size());
        }
        int images = (int) Math.ceil((FEWEST_ABOVE / rarest - 1) / (1 - trim) - 1);
        while (above(images - trimmed(images, trim), rarest) < FEWEST_ABOVE) {
            images++;
        }
        return images;
    }

    private static int trimmed(int images, double trim) {
        return (int) Math.floor(images * trim + ROUNDING);
    }

    /** Returns the rank of the threshold among n scores, counted from the largest. */
    private static int above(int n, double rate) {
        return (int) Math.floor(rate * (n + 1) + ROUNDING);
    }

    /** Returns the new calibration. */
    public Calibration calibration() {
        return after;
    }

    /** Returns the number of images. */
    public int images() {
        return images;
    }

    /** Returns the number of scores of each detector that were left out. */
    public int trimmed() {
        return trimmed;
    }

    /** Returns how often the tampering alarm is raised. */
    public Alarm tampering() {
        return alarm(before.alarms(), before.falseAlarmRate());
    }

    /** Returns how often the scope alarm is raised; empty where the model has none. */
    public Optional<Alarm> scope() {
        return before.scope().map(rule -> alarm(rule.detectors(), rule.falseAlarmRate()));
    }

    private Alarm alarm(List<String> detectors, double rate) {
        double above = (above(kept, rate / detectors.size()) - 1.0) / kept;
        double attackers = (double) trimmed / (images - trimmed);
        return new Alarm(
                rate,
                raised(before, detectors, rate),
                raised(after, detectors, rate),
                above,
                Math.min(1, detectors.size() * (attackers + above)));
    }

    /** Returns the share of the images for which one of the detectors has a p-value of at most rate/D. */
    private double raised(Calibration calibration, List<String> detectors, double rate) {
        int raised = 0;
        for (int i = 0; i < images; i++) {
            boolean any = false;
            for (String detector : detectors) {
                float score = scores.getOrDefault(detector, new float[0])[i];
                any |= !(calibration.pValue(detector, score) * detectors.size() > rate);
            }
            raised += any ? 1 : 0;
        }
        return (double) raised / images;
    }
}
