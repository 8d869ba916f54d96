package org.robustdx.trainer.scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;

/**
 * The score that decides whether an image is in scope: the logarithm of 1 plus the sum of squares of the scope detectors' scores, each in units of its own upper tail,
 * those below the median counting as 0. One detector that is far out is enough, and several that are somewhat out add up. As this is one score
 * with one calibration, its false-alarm rate is that of all scope detectors together.
 *
 * @param parts what is summed; their detectors come before this one in a model
 */
public record ScopeScore(List<Part> parts) implements Detector {
    /** Its name. */
    public static final String ID = "scope";

    private static final double TAIL = 0.99;
    private static final double TINY = 1e-6;

    /**
     * One detector in the sum.
     *
     * @param detector whose score it is
     * @param centre the median score of in-scope images
     * @param tail their 99th percentile, less the median; above 0
     */
    public record Part(String detector, double centre, double tail) {
        public Part {
            if (!Double.isFinite(centre) || !(tail > 0 && Double.isFinite(tail))) {
                throw new IllegalArgumentException("part " + detector + ": centre " + centre + ", tail " + tail
                        + " (expected: finite numbers, tail > 0)");
            }
        }
    }

    public ScopeScore {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: none (expected: at least 1)");
        }
    }

    /**
     * Returns the score of these detectors, scaled by their scores of in-scope images. These must be neither the training images, to which the
     * detectors were fitted, nor those that calibrate the score.
     *
     * @param inScope by detector, finite, at least one each
     */
    public static ScopeScore fit(List<String> detectors, Map<String, float[]> inScope) {
        List<Part> parts = new ArrayList<>();
        for (String detector : detectors) {
            float[] scores = inScope.get(detector);
            if (scores == null || scores.length == 0) {
                throw new IllegalArgumentException("inScope: no score of " + detector + " (expected: at least 1)");
            }
            float[] sorted = scores.clone();
            Arrays.sort(sorted);
            double centre = quantile(sorted, 0.5);
            parts.add(new Part(detector, centre, Math.max(TINY, quantile(sorted, TAIL) - centre)));
        }
        return new ScopeScore(parts);
    }

    private static double quantile(float[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        List<SDVariable> terms = new ArrayList<>();
        for (Part part : parts) {
            SDVariable score = readings.scores().get(part.detector());
            if (score == null) {
                throw new IllegalArgumentException(
                        "detectors: " + readings.scores().keySet() + " before " + ID + " (expected: " + part.detector()
                                + " among them)");
            }
            SDVariable above = sd.nn().relu(score.add(-part.centre()).mul(1 / part.tail()), 0);
            terms.add(sd.math().square(above));
        }
        SDVariable sum = terms.get(0);
        for (SDVariable term : terms.subList(1, terms.size())) {
            sum = sum.add(term);
        }
        return sd.math().log(sum.add(1));
    }
}
