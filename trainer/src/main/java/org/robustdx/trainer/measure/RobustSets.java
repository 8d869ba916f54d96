package org.robustdx.trainer.measure;

import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Scores;

/**
 * Prediction sets that hold under attack. They are calibrated on attacked images: the guarantee of conformal prediction holds for images that are
 * drawn and attacked as the calibration images were, and for any attack that leaves the true class a probability that is no smaller.
 */
public final class RobustSets {
    private static final int STEPS = 40;
    private static final int RUNS = 3;

    private RobustSets() {}

    /**
     * Returns prediction sets, calibrated on images that chose nothing else.
     *
     * @param network the model, whose gradients the attack follows
     * @param images that calibrate
     * @param clean what the model says of them
     * @param epsilon the attack's largest change of a pixel, in units of 1/255; 0 for no attack
     * @param served the model as it is served
     */
    public static PredictionSets calibrated(
            Network network,
            List<String> classes,
            Dataset images,
            Scores clean,
            double epsilon,
            ServedGraph served,
            long seed,
            Consumer<String> progress) {
        float[][] probabilities = clean.probabilities();
        if (epsilon > 0) {
            progress.accept("attacking " + images.size() + " calibration images for the prediction sets: "
                    + attack().name() + ", epsilon " + Bounds.show(epsilon) + "/255");
            Dataset attacked =
                    Robustness.attacked(new ClassifierGraph(network), images, attack(), new Budget(epsilon), seed);
            probabilities = Scores.of(served, attacked).probabilities();
        }
        return PredictionSets.calibrated(
                classes, probabilities, images.labels(), PredictionSets.DEFAULT_COVERAGE, epsilon);
    }

    /** Returns the attack on the images that calibrate. */
    public static Attack attack() {
        return new SeveralRuns(STEPS, RUNS);
    }

    /**
     * Several runs of PGD on all images. Of each image that result is kept which leaves the true class the smallest probability. PGD with
     * restarts attacks only those again that are still classified correctly, but sets depend on the probabilities of the others too.
     */
    private record SeveralRuns(int steps, int runs) implements Attack {
        /** Far from the seeds of other batches. */
        private static final long SEEDS_OF_A_RUN = 1L << 32;

        @Override
        public String name() {
            return "pgd";
        }

        @Override
        public List<String> options() {
            return List.of("steps=" + steps, "runs=" + runs + " (smallest probability of the true class)");
        }

        @Override
        public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
            INDArray best = pixels.dup();
            double[] least = logProbabilities(model, best, labels);
            for (int run = 0; run < runs; run++) {
                try (INDArray result =
                        new Pgd(steps, 1).perturb(model, pixels, labels, budget, seed + run * SEEDS_OF_A_RUN)) {
                    double[] now = logProbabilities(model, result, labels);
                    for (int i = 0; i < now.length; i++) {
                        if (now[i] < least[i]) {
                            least[i] = now[i];
                            best.slice(i).assign(result.slice(i));
                        }
                    }
                }
            }
            return best;
        }

        private static double[] logProbabilities(Classifier model, INDArray pixels, int[] labels) {
            try (INDArray logits = model.logits(pixels)) {
                float[][] rows = logits.toFloatMatrix();
                double[] logs = new double[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    double most = Double.NEGATIVE_INFINITY;
                    for (float value : rows[i]) {
                        most = Math.max(most, value);
                    }
                    double sum = 0;
                    for (float value : rows[i]) {
                        sum += Math.exp(value - most);
                    }
                    logs[i] = rows[i][labels[i]] - most - Math.log(sum);
                }
                return logs;
            }
        }
    }
}
