package org.robustdx.trainer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Combines several detectors into one score: the sum of the logarithms of their scores, each standardised on clean
 * images. Weak evidence of several detectors adds up. A detector contributes at least -{@link #CREDIT} standard
 * deviations, so a very low score of one detector cannot cancel the suspicion of another.
 *
 * @param parts the summed detectors, which must precede this one in a model
 */
public record Combined(List<Part> parts) implements Detector {
    /** The name of this detector. */
    public static final String ID = "combined";

    /** The detectors that the measurements support (ADR 12). */
    public static final List<Detectors> PARTS =
            List.of(Detectors.FEATURE_SHIFT, Detectors.NOISE_FLOOR, Detectors.NOISE_COLOUR);

    /** Minimum contribution of a part, in standard deviations below the median. */
    private static final double CREDIT = 2;

    /** Offset before the logarithm, as a share of the median score. Differences far below it are meaningless. */
    private static final double FLOOR = 0.1;

    private static final double TINY = 1e-6;

    /**
     * One detector in the sum.
     *
     * @param detector the detector
     * @param floor added to the score before its logarithm is taken; 0 for a score that is already a logarithm
     * @param centre median of the logarithm on clean images
     * @param spread standard deviation of the logarithm, greater than 0
     */
    public record Part(Detectors detector, double floor, double centre, double spread) {
        public Part {
            boolean floored = detector.logarithmic() ? floor == 0 : floor > 0 && Double.isFinite(floor);
            if (!floored || !Double.isFinite(centre) || !(spread > 0 && Double.isFinite(spread))) {
                throw new IllegalArgumentException("part " + detector.id() + ": floor " + floor + ", centre " + centre
                        + ", spread " + spread + " (expected: finite numbers, floor "
                        + (detector.logarithmic() ? "0" : "> 0") + ", spread > 0)");
            }
        }

        private static Part fit(Detectors detector, float[] clean) {
            double floor = detector.logarithmic() ? 0 : Math.max(TINY, FLOOR * median(doubles(clean)));
            double[] values = Arrays.stream(doubles(clean))
                    .map(s -> detector.logarithmic() ? s : Math.log(Math.max(0, s) + floor))
                    .toArray();
            double mean = Arrays.stream(values).average().orElse(0);
            double variance = Arrays.stream(values)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElse(0);
            return new Part(detector, floor, median(values), Math.max(TINY, Math.sqrt(variance)));
        }

        private SDVariable standardised(SameDiff sd, SDVariable score) {
            SDVariable logarithm = detector.logarithmic()
                    ? score
                    : sd.math().log(sd.nn().relu(score, 0).add(floor));
            return logarithm.add(-centre).mul(1 / spread);
        }
    }

    public Combined {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: none (expected: at least 1)");
        }
    }

    /**
     * Returns the sum of the given detectors, standardised on the scores of clean images. These images must differ from
     * those of the calibration, because a score looks more normal on the images to which it was fitted.
     *
     * @param cleanScores scores by detector name; finite, at least one each
     */
    public static Combined fit(List<Detectors> detectors, Map<String, float[]> cleanScores) {
        List<Part> parts = new ArrayList<>();
        for (Detectors detector : detectors) {
            float[] scores = cleanScores.get(detector.id());
            if (scores == null || scores.length == 0) {
                throw new IllegalArgumentException("cleanScores: none of " + detector.id() + " (expected: at least 1)");
            }
            parts.add(Part.fit(detector, scores));
        }
        return new Combined(parts);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean logarithmic() {
        return true;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable sum = null;
        for (Part part : parts) {
            SDVariable score = readings.scores().get(part.detector().id());
            if (score == null) {
                throw new IllegalArgumentException(
                        "detectors: " + readings.scores().keySet() + " before " + ID + " (expected: "
                                + part.detector().id() + " among them)");
            }
            SDVariable term = sd.nn().relu(part.standardised(sd, score).add(CREDIT), 0);
            sum = sum == null ? term : sum.add(term);
        }
        if (sum == null) {
            throw new IllegalStateException("no parts");
        }
        return sum.add(-CREDIT * parts.size());
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
