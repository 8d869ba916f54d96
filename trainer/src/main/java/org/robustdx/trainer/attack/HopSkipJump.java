package org.robustdx.trainer.attack;

import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * HopSkipJump (Chen, Jordan and Wainwright, S&P 2020, algorithm 2): sees only the label of each answer. It starts from a blank image that is
 * misclassified, finds the border between that image and the original, estimates the border's normal from the labels of random points around it,
 * jumps along the normal, and finds the border again. It looks for the nearest misclassified image and ends when the queries are used up.
 *
 * @param queries at most for an image, 1 to 100,000
 */
public record HopSkipJump(int queries) implements Attack {
    /** Default number of queries. */
    public static final int QUERIES = 5000;

    private static final int FIRST_SAMPLES = 100;
    private static final int MOST_SAMPLES = 10_000;
    private static final int CHUNK = 256;
    private static final double SHORTEST = 1e-9;

    public HopSkipJump {
        Bounds.require("queries", queries, 1, 100_000);
    }

    @Override
    public String name() {
        return "hop-skip-jump";
    }

    @Override
    public List<String> options() {
        return List.of("queries=" + queries);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        return Decisions.perturb(model, pixels, labels, budget, seed, queries, (decisions, random) -> {
            for (int i = 0; i < decisions.size(); i++) {
                if (decisions.found(i)) {
                    new Walk(decisions, i, decisions.norm(), random[i]).run();
                }
            }
        });
    }

    /** The way of one image along the border. */
    private static final class Walk {
        private final Decisions decisions;
        private final int image;
        private final Norm norm;
        private final SplittableRandom random;
        private final float[] clean;
        private final double threshold;
        private float[] x;

        Walk(Decisions decisions, int image, Norm norm, SplittableRandom random) {
            this.decisions = decisions;
            this.image = image;
            this.norm = norm;
            this.random = random;
            clean = decisions.clean(image);
            double d = clean.length;
            // The paper's d^-3/2 and d^-2, but not below what 32-bit samples can tell apart.
            threshold = Math.max(norm == Norm.L2 ? 1 / (d * Math.sqrt(d)) : 1 / (d * d), 1e-6);
            x = decisions.nearest(image);
        }

        void run() {
            x = toBorder(x);
            for (int t = 1; decisions.left(image) > 0; t++) {
                double length = norm.distance(x, clean);
                float[] direction = direction(t, length);
                x = toBorder(jump(direction, length / Math.sqrt(t)));
            }
        }

        /** Returns a misclassified point between {@code far} and the original, as near to the border as the threshold asks (section IV). */
        private float[] toBorder(float[] far) {
            double length = norm.distance(far, clean);
            double low = 0;
            double high = norm == Norm.L2 ? 1 : length;
            double stop = norm == Norm.L2 ? threshold : length * threshold;
            float[] best = far;
            while (high - low > stop && decisions.left(image) > 0) {
                double middle = (low + high) / 2;
                float[] candidate = between(far, middle);
                if (wrong(candidate)) {
                    high = middle;
                    best = candidate;
                } else {
                    low = middle;
                }
            }
            return best;
        }

        /** For L2, the point at this share of the way from the original; for L-inf, {@code far} clipped to this distance of it. */
        private float[] between(float[] far, double reach) {
            float[] change = Rows.minus(far, clean);
            if (norm == Norm.L2) {
                for (int i = 0; i < change.length; i++) {
                    change[i] *= (float) reach;
                }
            } else {
                norm.shorten(change, reach);
            }
            float[] point = clean.clone();
            Rows.add(point, 1, change);
            return clipped(point);
        }

        /** Estimates the direction in which misclassified points lie (eq. 9 and 16). */
        private float[] direction(int t, double length) {
            int wanted = (int) Math.min(MOST_SAMPLES, FIRST_SAMPLES * Math.sqrt(t));
            int samples = Math.min(wanted, decisions.left(image));
            double radius =
                    norm == Norm.L2 ? Math.sqrt(clean.length) * threshold * length : clean.length * threshold * length;
            double[] ofWrong = new double[clean.length];
            double[] ofAll = new double[clean.length];
            int wrong = 0;
            for (int from = 0; from < samples; from += CHUNK) {
                int count = Math.min(CHUNK, samples - from);
                float[][] moves = new float[count][];
                float[][] points = new float[count][];
                for (int s = 0; s < count; s++) {
                    float[] move = unit();
                    float[] point = x.clone();
                    Rows.add(point, radius, move);
                    points[s] = clipped(point);
                    moves[s] = move;
                }
                boolean[] answers = decisions.askMany(image, points);
                for (int s = 0; s < count; s++) {
                    wrong += answers[s] ? 1 : 0;
                    for (int i = 0; i < clean.length; i++) {
                        ofAll[i] += moves[s][i];
                        ofWrong[i] += answers[s] ? moves[s][i] : 0;
                    }
                }
            }
            float[] estimate = new float[clean.length];
            double mean = samples == 0 ? 0 : 2.0 * wrong / samples - 1;
            for (int i = 0; i < estimate.length; i++) {
                // Sum over (answer - mean answer) · move; where all answers agree, their common sign decides.
                double signed = 2 * ofWrong[i] - ofAll[i];
                estimate[i] = (float) (Math.abs(mean) == 1 ? signed : signed - mean * ofAll[i]);
            }
            float[] direction = new float[clean.length];
            norm.steepest(estimate, direction);
            return direction;
        }

        /** Returns a random direction of length 1 in L2. */
        private float[] unit() {
            float[] move = new float[clean.length];
            java.util.Random normal = new java.util.Random(random.nextLong());
            for (int i = 0; i < move.length; i++) {
                move[i] = (float) (norm == Norm.L2 ? normal.nextGaussian() : 2 * normal.nextDouble() - 1);
            }
            double length = Math.sqrt(Rows.dot(move, move));
            for (int i = 0; i < move.length; i++) {
                move[i] /= (float) length;
            }
            return move;
        }

        /** Steps along the direction, halved until the point is misclassified; stays where it is if no step is short enough. */
        private float[] jump(float[] direction, double first) {
            for (double step = first; decisions.left(image) > 0 && step > SHORTEST; step /= 2) {
                float[] point = x.clone();
                Rows.add(point, step, direction);
                if (wrong(clipped(point))) {
                    return point;
                }
            }
            return x;
        }

        private boolean wrong(float[] point) {
            return decisions.ask(new int[] {image}, new float[][] {point})[0];
        }
    }

    private static float[] clipped(float[] point) {
        for (int i = 0; i < point.length; i++) {
            point[i] = Math.max(0, Math.min(1, point[i]));
        }
        return point;
    }
}
