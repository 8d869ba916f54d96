package org.robustdx.trainer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Several detectors in one score: the sum of their scores' logarithms, each standardised by what is usual for clean images. Evidence that is
 * too weak in each adds up. None makes up for another by more than {@link #CREDIT} standard deviations: what is far more ordinary than usual is
 * not thereby innocent.
 *
 * @param parts what is summed; their detectors come before this one in a model
 */
public record Combined(List<Part> parts) implements Detector {
    /** Its name. */
    public static final String ID = "combined";

    /** Detectors that earned their place (ADR 12). */
    public static final List<Detectors> PARTS =
            List.of(Detectors.FEATURE_SHIFT, Detectors.NOISE_FLOOR, Detectors.NOISE_COLOUR);

    /** The least that a part adds, in standard deviations below the usual. */
    private static final double CREDIT = 2;

    /** Of the median score: below it differences mean nothing. */
    private static final double FLOOR = 0.1;

    private static final double TINY = 1e-6;

    /**
     * One detector in the sum.
     *
     * @param detector whose score it is
     * @param floor added to the score before its logarithm is taken; 0 for a score that is a logarithm already
     * @param centre what the logarithm usually is
     * @param spread its standard deviation, greater than 0
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
     * Returns the sum of the given detectors, standardised by the scores of clean images. These must not be the images that calibrate it: on
     * its own fit a score looks more ordinary than it is.
     *
     * @param cleanScores by detector, finite, at least one each
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
