package org.robustdx.trainer.calibrate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.trainer.report.Interval;

/**
 * The parts of a model that calibration to a site changes. Weights and detectors stay as they are. Immutable.
 *
 * @param classes names of the classes, in the order of the logits
 * @param correction of the logits
 * @param calibration of the detectors
 * @param sets how probabilities become sets of classes; empty in a model that has none
 */
public record SiteModel(
        List<String> classes, LogitCorrection correction, Calibration calibration, Optional<PredictionSets> sets) {
    /** The fewest labelled images of each class to which a correction is fitted. */
    public static final int FEWEST_PER_CLASS = 30;

    /** Folds within a fit: the probabilities that calibrate the prediction sets come from corrections that did not see the image. */
    private static final int INNER_FOLDS = 5;

    /** Copies the list. */
    public SiteModel {
        classes = List.copyOf(classes);
    }

    /**
     * What a model answers for one image.
     *
     * @param probabilities one per class
     * @param outOfScope whether the scope alarm is raised
     * @param flagged whether the tampering alarm is raised, whatever the scope
     * @param set the classes of the prediction set; empty in a model without prediction sets
     */
    public record Answer(List<Double> probabilities, boolean outOfScope, boolean flagged, List<String> set) {
        /** Copies the lists. */
        public Answer {
            probabilities = List.copyOf(probabilities);
            set = List.copyOf(set);
        }

        /** Returns the index of the most probable class, the first of equals. */
        public int label() {
            int best = 0;
            for (int k = 1; k < probabilities.size(); k++) {
                best = probabilities.get(k) > probabilities.get(best) ? k : best;
            }
            return best;
        }

        /** Returns the probability of the most probable class. */
        public double confidence() {
            return probabilities.get(label());
        }
    }

    /**
     * Returns the fewest images to which both alarms can be fitted. An alarm at rate r needs n images with 1/(n+1) at most r: with fewer, no image can
     * get a p-value that raises it.
     */
    public int fewestForAlarms() {
        int tampering =
                fewest(calibration.falseAlarmRate(), calibration.alarms().size());
        return Math.max(
                tampering,
                calibration
                        .scope()
                        .map(rule ->
                                fewest(rule.falseAlarmRate(), rule.detectors().size()))
                        .orElse(0));
    }

    private static int fewest(double rate, int detectors) {
        return (int) Math.ceil(detectors / rate - 1 - 1e-9);
    }

    /**
     * Returns the range in which the false-alarm rate of an alarm lies with a probability of 95 %, before any image is seen. The threshold is the k-th
     * largest of n scores, k the integer part of rate (n+1); the share of other images of the site above it has the distribution Beta(k, n+1-k).
     *
     * @param n images to which the alarm is fitted, at least 1/rate - 1
     * @param rate asked for
     */
    public static Interval falseAlarmRange(int n, double rate) {
        int rank = (int) Math.floor(rate * (n + 1) + 1e-9);
        BetaDistribution above = new BetaDistribution(null, rank, n + 1.0 - rank);
        return new Interval(above.inverseCumulativeProbability(0.025), above.inverseCumulativeProbability(0.975));
    }

    /** Returns the fewest images of a class from which a prediction set of this coverage can leave the class out: n with ceil((n+1) coverage) at most n. */
    public static int fewestForSets(double coverage) {
        return (int) Math.ceil(coverage / (1 - coverage) - 1e-9);
    }

    /** Returns the coverage of the prediction sets that a fit makes: that of the model, or the usual one. */
    public double coverage() {
        return sets.map(PredictionSets::coverage).orElse(PredictionSets.DEFAULT_COVERAGE);
    }

    /**
     * Returns the model fitted to a site. With labels, the correction of the logits and the prediction sets are fitted. With at least
     * {@link #fewestForAlarms} images, both alarms are fitted; with fewer they stay as they are.
     *
     * @param images all of whose classes have an image, where they have labels
     * @param seed of the folds within
     */
    public SiteModel fitted(SiteImages images, long seed) {
        Calibration alarms =
                images.n() >= fewestForAlarms() ? calibration.withCleanScores(images.scores()) : calibration;
        if (!images.labelled()) {
            return new SiteModel(classes, correction, alarms, sets);
        }
        LogitCorrection fitted = LogitCorrection.fitted(images.logits(), images.labels());
        PredictionSets own = PredictionSets.calibrated(
                classes, probabilitiesOfOthers(images, fitted, seed), images.labels(), coverage(), 0);
        return new SiteModel(classes, fitted, alarms, Optional.of(own));
    }

    /** Returns the probabilities of each image by a correction that was fitted to other patients; by {@code all} where these lack a class. */
    private static float[][] probabilitiesOfOthers(SiteImages images, LogitCorrection all, long seed) {
        float[][] probabilities = new float[images.n()][];
        for (int[] fold : Folds.of(images.strata(), images.groups(), INNER_FOLDS, seed)) {
            int[] others = without(fold, images.n());
            LogitCorrection correction = all;
            if (others.length > 0) {
                SiteImages rest = images.subset(others);
                if (Arrays.stream(rest.classCounts()).allMatch(count -> count > 0)) {
                    correction = LogitCorrection.fitted(rest.logits(), rest.labels());
                }
            }
            for (int i : fold) {
                double[] p = correction.probabilities(images.logits()[i]);
                probabilities[i] = new float[p.length];
                for (int k = 0; k < p.length; k++) {
                    probabilities[i][k] = (float) p[k];
                }
            }
        }
        return probabilities;
    }

    /** Returns the indexes below n that are not among these. */
    static int[] without(int[] indexes, int n) {
        boolean[] taken = new boolean[n];
        for (int i : indexes) {
            taken[i] = true;
        }
        return IntStream.range(0, n).filter(i -> !taken[i]).toArray();
    }

    /** Returns what the model answers for each image, in order. */
    public List<Answer> answers(SiteImages images) {
        Answer[] answers = new Answer[images.n()];
        for (int i = 0; i < answers.length; i++) {
            double[] p = correction.probabilities(images.logits()[i]);
            float[] shares = new float[p.length];
            for (int k = 0; k < p.length; k++) {
                shares[k] = (float) p[k];
            }
            Map<String, Double> pValues = new LinkedHashMap<>();
            for (String name : calibration.detectors()) {
                float[] scores = images.scores().getOrDefault(name, new float[0]);
                pValues.put(name, calibration.pValue(name, scores[i]));
            }
            answers[i] = new Answer(
                    Arrays.stream(p).boxed().toList(),
                    calibration.scope().map(rule -> raised(rule, pValues)).orElse(false),
                    raised(new ScopeRule(calibration.alarms(), calibration.falseAlarmRate()), pValues),
                    sets.map(s -> s.of(shares)).orElse(List.of()));
        }
        return List.of(answers);
    }

    /** As the verdict: the smallest p-value among the deciding detectors, times their number, is at most the rate. */
    private static boolean raised(ScopeRule rule, Map<String, Double> pValues) {
        double smallest = rule.detectors().stream()
                .mapToDouble(name -> pValues.getOrDefault(name, 1.0))
                .min()
                .orElseThrow();
        return !(smallest * rule.detectors().size() > rule.falseAlarmRate());
    }
}
