package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * White-box attack that knows the defences. It searches for a misclassified image that no detector flags, with
 * selective projected gradient descent (Bryniarski et al., ICLR 2022, section 4.1). While the margin is at most
 * {@code confidence}, a step increases the margin of the image plus that of its reconstruction. Otherwise a step
 * decreases the scores of the detectors that exceed their usual score on clean images. Gradients pass through the
 * decoder where a score depends on it. Because each step has one aim, no weight between the two aims is needed. The
 * step size decreases along a cosine.
 *
 * <p>The best result is a misclassified image with the lowest suspicion. A restart applies only to images that are
 * correctly classified or flagged. Against a model without detectors, this is an attack on the margin.
 *
 * @param steps gradient steps of one run, 1 to 10,000
 * @param restarts runs from different random starts, 1 to 100
 * @param confidence margin of the logits from which on an image counts as confidently misclassified, 0 to 1,000
 */
public record Adaptive(int steps, int restarts, double confidence) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 100;

    /** Default margin. */
    public static final double CONFIDENCE = 0.1;

    /** Size of the first step, in radii of the budget. */
    private static final double FIRST = 0.25;

    public Adaptive {
        AttackOptions.requireSteps(steps);
        AttackOptions.requireRestarts(restarts);
        Bounds.requireFrom("confidence", confidence, 0, 1000);
    }

    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "restarts=" + restarts, "confidence=" + confidence);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        DefendedOracle oracle = DefendedOracle.of(model, pixels);
        float[][] clean = Oracle.rows(pixels);
        DefendedOracle.Reading[] ofClean = oracle.read(clean);
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < clean.length; i++) {
            Target target = new Target(clean[i], labels[i], seed, oracle.alarms());
            target.offer(clean[i], ofClean[i]);
            targets.add(target);
        }
        for (int run = 0; run < restarts; run++) {
            List<Target> open = run == 0
                    ? targets
                    : targets.stream().filter(target -> !target.won()).toList();
            if (!open.isEmpty()) {
                climb(oracle, open, budget, run);
            }
        }
        float[][] best = targets.stream().map(target -> target.best).toArray(float[][]::new);
        return oracle.plain().images(best);
    }

    private void climb(DefendedOracle oracle, List<Target> targets, Budget budget, int run) {
        float[][] x = targets.stream().map(target -> target.start(budget, run)).toArray(float[][]::new);
        float[] direction = new float[x[0].length];
        DefendedOracle.Reading[] weights = new DefendedOracle.Reading[x.length];
        for (int step = 0; step < steps; step++) {
            look(oracle, targets, x, weights);
            float[][] gradients = oracle.gradient(x, weights);
            double size = FIRST * budget.radius() * (1 + Math.cos(Math.PI * step / steps)) / 2;
            for (int i = 0; i < x.length; i++) {
                budget.norm().steepest(gradients[i], direction);
                Rows.add(x[i], size, direction);
                budget.norm().project(x[i], targets.get(i).clean, budget.radius());
            }
        }
        look(oracle, targets, x, weights);
    }

    private void look(DefendedOracle oracle, List<Target> targets, float[][] x, DefendedOracle.Reading[] weights) {
        DefendedOracle.Reading[] readings = oracle.read(x);
        for (int i = 0; i < x.length; i++) {
            targets.get(i).offer(x[i], readings[i]);
            weights[i] = targets.get(i).aim(readings[i], confidence);
        }
    }

    /** One image and its best result so far. */
    private static final class Target {
        private final float[] clean;
        private final int label;
        private final long seed;
        private final List<DetectingClassifier.Alarm> alarms;
        private float[] best;
        private boolean misclassified;
        private double suspicion = Double.POSITIVE_INFINITY;
        private double loss = Double.NEGATIVE_INFINITY;

        Target(float[] clean, int label, long seed, List<DetectingClassifier.Alarm> alarms) {
            this.clean = clean;
            this.label = label;
            this.seed = seed;
            this.alarms = alarms;
            best = clean;
        }

        /** Returns whether the best result is misclassified and not flagged. */
        boolean won() {
            return misclassified && suspicion <= 1;
        }

        float[] start(Budget budget, int run) {
            float[] x = new float[clean.length];
            budget.norm().fillRandom(x, budget.radius(), Search.random(seed, run, clean));
            Rows.add(x, 1, clean);
            budget.norm().project(x, clean, budget.radius());
            return x;
        }

        void offer(float[] x, DefendedOracle.Reading reading) {
            double itsLoss = Losses.CROSS_ENTROPY.of(
                    reading.logits(), label, 0, reading.zeros().logits());
            boolean wrong = Argmax.of(reading.logits()) != label;
            double its = suspicion(reading);
            if (!(itsLoss > Double.NEGATIVE_INFINITY) || Double.isNaN(its)) {
                return;
            }
            // If both are misclassified, the one with the lower suspicion is better. If neither is, suspicion does not
            // matter, only the loss.
            boolean better;
            if (wrong != misclassified) {
                better = wrong;
            } else if (wrong && its != suspicion) {
                better = its < suspicion;
            } else {
                better = itsLoss > loss;
            }
            if (better) {
                best = x.clone();
                misclassified = wrong;
                suspicion = its;
                loss = itsLoss;
            }
        }

        /** Returns the highest suspicion of all detectors, at least 0 (the usual score). */
        private double suspicion(DefendedOracle.Reading reading) {
            double most = 0;
            for (int d = 0; d < alarms.size(); d++) {
                most = Math.max(most, alarms.get(d).suspicion(reading.scores()[d]));
            }
            return most;
        }

        /** Returns the weights of the model's outputs in the objective of the next step. */
        DefendedOracle.Reading aim(DefendedOracle.Reading reading, double confidence) {
            DefendedOracle.Reading weights = reading.zeros();
            double margin = Losses.MARGIN.of(reading.logits(), label, 0, weights.logits());
            if (margin > confidence && suspicion(reading) > 0) {
                Arrays.fill(weights.logits(), 0);
                for (int d = 0; d < alarms.size(); d++) {
                    DetectingClassifier.Alarm alarm = alarms.get(d);
                    boolean above = alarm.suspicion(reading.scores()[d]) > 0;
                    weights.scores()[d] = above ? (float) (-1 / (alarm.threshold() - alarm.usual())) : 0;
                }
            } else if (reading.logitsOfDenoised().length > 0) {
                Losses.MARGIN.of(reading.logitsOfDenoised(), label, 0, weights.logitsOfDenoised());
            }
            return weights;
        }
    }
}
