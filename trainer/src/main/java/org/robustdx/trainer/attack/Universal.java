package org.robustdx.trainer.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * One perturbation for a whole batch (Moosavi-Dezfooli et al., CVPR 2017), computed as in Shafahi et al. (AAAI 2020,
 * algorithm 1): gradient steps increase the sum of the images' clipped cross-entropies. Clipping keeps images that are
 * already misclassified from dominating. An image whose loss the perturbation decreases stays unchanged. A larger batch
 * gives a more universal perturbation.
 *
 * @param steps gradient steps, 1 to 10,000
 * @param stepSize step size in radii, above 0, at most 1
 */
public record Universal(int steps, double stepSize) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 50;

    private static final double REACH = 5;

    /** Maximum cross-entropy in the sum, in nats; the paper uses 9. */
    private static final double CLIP = 9;

    public Universal {
        AttackOptions.requireSteps(steps);
        Bounds.requireAbove("step-size", stepSize, 0, 1);
    }

    /** Creates the attack with a total step length of five radii. */
    public Universal(int steps) {
        this(steps, Pgd.stepSize(REACH, steps));
    }

    @Override
    public String name() {
        return "universal";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "step-size=" + stepSize);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        search.offerClean();
        search.submit(search.all(), shifted(search, perturbation(search, labels, budget)));
        return search.result();
    }

    /**
     * Returns the perturbation itself, within the budget, one value for each value of an image.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]: the images that it is for
     */
    public float[] perturbation(Classifier model, INDArray pixels, int[] labels, Budget budget) {
        return perturbation(Search.forStrongest(model, pixels, labels, budget), labels, budget);
    }

    private float[] perturbation(Search search, int[] labels, Budget budget) {
        float[] change = new float[search.clean(0).length];
        float[] best = change;
        double bestWorth = Double.NEGATIVE_INFINITY;
        for (int step = 0; step <= steps; step++) {
            float[][] x = shifted(search, change);
            Oracle.Slope slope = search.oracle().slope(x, Losses.CROSS_ENTROPY, labels, labels);
            double worth = worth(slope, labels);
            if (worth > bestWorth) {
                bestWorth = worth;
                best = change.clone();
            }
            if (step < steps) {
                Rows.add(change, stepSize * budget.radius(), direction(search, slope));
                budget.norm().shorten(change, budget.radius());
            }
        }
        return best;
    }

    private static float[][] shifted(Search search, float[] change) {
        int[] all = search.all();
        float[][] x = Rows.copy(search.clean(all));
        for (float[] row : x) {
            Rows.add(row, 1, change);
        }
        search.project(all, x);
        return x;
    }

    /** Returns the number of misclassified images, plus a fraction for the mean clipped loss. */
    private static double worth(Oracle.Slope slope, int[] labels) {
        long misclassified = IntStream.range(0, labels.length)
                .filter(i -> Argmax.of(slope.logits()[i]) != labels[i])
                .count();
        double clipped = 0;
        for (double loss : slope.losses()) {
            clipped += Math.min(CLIP, loss);
        }
        return misclassified + clipped / (CLIP + 1) / labels.length;
    }

    private static float[] direction(Search search, Oracle.Slope slope) {
        float[] sum = new float[slope.byPixels()[0].length];
        for (int i = 0; i < slope.losses().length; i++) {
            if (slope.losses()[i] < CLIP) {
                Rows.add(sum, 1, slope.byPixels()[i]);
            }
        }
        float[] direction = new float[sum.length];
        search.norm().steepest(sum, direction);
        return direction;
    }
}
