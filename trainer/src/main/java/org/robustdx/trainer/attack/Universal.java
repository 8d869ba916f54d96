package org.robustdx.trainer.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * One perturbation for a whole batch (Moosavi-Dezfooli et al., CVPR 2017), found as Shafahi et al. do (AAAI 2020, algorithm 1): steps up the
 * sum of the images' cross-entropies, each clipped so that images that are misread already do not outweigh the others. An image on which it
 * makes things worse is left as it is. The larger the batch, the more universal.
 *
 * @param steps gradient steps, 1 to 10,000
 * @param stepSize of the radius, above 0, at most 1
 */
public record Universal(int steps, double stepSize) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 50;

    private static final double REACH = 5;

    /** Where the cross-entropy is clipped, in nats: the paper's 9. */
    private static final double CLIP = 9;

    public Universal {
        AttackOptions.requireSteps(steps);
        Bounds.requireAbove("step-size", stepSize, 0, 1);
    }

    /** Creates one whose steps together go five times the radius. */
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
        int[] all = search.all();
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
        float[][] x = shifted(search, best);
        search.submit(all, x);
        return search.result();
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

    /** The share of misread images, then the mean clipped loss. */
    private static double worth(Oracle.Slope slope, int[] labels) {
        long misread = IntStream.range(0, labels.length)
                .filter(i -> Argmax.of(slope.logits()[i]) != labels[i])
                .count();
        double clipped = 0;
        for (double loss : slope.losses()) {
            clipped += Math.min(CLIP, loss);
        }
        return misread + clipped / (CLIP + 1) / labels.length;
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
