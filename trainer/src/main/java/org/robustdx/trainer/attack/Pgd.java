package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Projected gradient descent in the L-inf ball (Madry et al., ICLR 2018, eq. in section 2.1): from a random start, steps of fixed size
 * along the sign of the cross-entropy's gradient, each projected back onto the ball and onto [0,1]. Of the image itself and
 * all points on the way the one with the highest loss is kept, for each image by itself, over all restarts.
 *
 * @param steps gradient steps of one run, 1 to 10,000
 * @param restarts runs from different random starts, 1 to 100
 */
public record Pgd(int steps, int restarts) implements Attack {
    /** Step size as a share of the radius; crosses the ball two and a half times in 20 steps, as Madry et al. do. */
    private static final double REACH = 2.5;

    public Pgd {
        if (steps < 1 || steps > 10_000) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: 1 <= steps <= 10000)");
        }
        if (restarts < 1 || restarts > 100) {
            throw new IllegalArgumentException("restarts: " + restarts + " (expected: 1 <= restarts <= 100)");
        }
    }

    @Override
    public String name() {
        return "pgd";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "restarts=" + restarts);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        INDArray targets = OneHot.of(labels, model.classes(), pixels.dataType());
        INDArray low = Transforms.max(pixels.sub(budget.radius()), 0, true);
        INDArray high = Transforms.min(pixels.add(budget.radius()), 1, true);
        double step = Math.min(1, REACH / steps) * budget.radius();
        Best best = new Best(pixels.dup());
        best.offer(pixels, model.crossEntropyGradient(pixels, targets).losses());
        for (int run = 0; run < restarts; run++) {
            INDArray x = randomStart(pixels, budget, seed + run);
            clip(x, low, high);
            for (int i = 0; i < steps; i++) {
                Classifier.Gradient gradient = model.crossEntropyGradient(x, targets);
                best.offer(x, gradient.losses());
                x.addi(Transforms.sign(gradient.byPixels(), true).muli(step));
                clip(x, low, high);
            }
            best.offer(x, model.crossEntropyGradient(x, targets).losses());
        }
        return best.images;
    }

    private static INDArray randomStart(INDArray pixels, Budget budget, long seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        float[] noise = new float[(int) pixels.length()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) ((2 * random.nextDouble() - 1) * budget.radius());
        }
        return pixels.add(Nd4j.createFromArray(noise).castTo(pixels.dataType()).reshape(pixels.shape()));
    }

    private static void clip(INDArray x, INDArray low, INDArray high) {
        x.assign(Transforms.min(Transforms.max(x, low, false), high, false));
    }

    /** The point of highest loss seen so far, image by image. */
    private static final class Best {
        private final INDArray images;
        private final double[] losses;

        Best(INDArray start) {
            images = start;
            losses = new double[(int) start.size(0)];
            java.util.Arrays.fill(losses, Double.NEGATIVE_INFINITY);
        }

        void offer(INDArray candidates, INDArray candidateLosses) {
            for (int i = 0; i < losses.length; i++) {
                double loss = candidateLosses.getDouble(i);
                if (loss > losses[i]) {
                    losses[i] = loss;
                    images.slice(i).assign(candidates.slice(i));
                }
            }
        }
    }
}
