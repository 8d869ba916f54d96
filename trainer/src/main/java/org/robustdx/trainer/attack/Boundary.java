package org.robustdx.trainer.attack;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * The boundary attack (Brendel, Rauber and Bethge, ICLR 2018, algorithm 1): sees only the label of each answer. It starts from a blank image that is
 * misclassified and walks along the border of the classes towards the original: each proposal is a random step at the same L2 distance from the
 * original, followed by a step towards it. Both step lengths adapt to the share of proposals that stay misclassified (section 2.3).
 *
 * @param queries at most for an image, 1 to 100,000
 */
public record Boundary(int queries) implements Attack {
    /** Default number of queries. */
    public static final int QUERIES = 10_000;

    public Boundary {
        Bounds.require("queries", queries, 1, 100_000);
    }

    @Override
    public String name() {
        return "boundary";
    }

    @Override
    public List<String> options() {
        return List.of("queries=" + queries);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        return Decisions.perturb(model, pixels, labels, budget, seed, queries, (decisions, random) -> {
            Walk[] walks = IntStream.range(0, decisions.size())
                    .filter(decisions::found)
                    .mapToObj(i -> new Walk(i, decisions.clean(i), decisions.nearest(i), random[i]))
                    .toArray(Walk[]::new);
            bisect(decisions, walks);
            walk(decisions, walks);
        });
    }

    /** Brings each walk from its start close to the border. */
    private static void bisect(Decisions decisions, Walk[] walks) {
        for (int step = 0; step < Walk.BISECTIONS; step++) {
            advance(decisions, walks, Walk::middle, Walk::seeMiddle);
        }
    }

    private static void walk(Decisions decisions, Walk[] walks) {
        boolean more = true;
        for (int step = 0; more; step++) {
            for (Walk walk : walks) {
                walk.propose();
            }
            if (step % Walk.SPHERICAL_EVERY == 0) {
                advance(decisions, walks, Walk::spherical, Walk::seeSpherical);
            }
            more = advance(decisions, walks, Walk::proposal, Walk::seeProposal);
        }
    }

    /** What a walk asks next. */
    private interface Question {
        float[] of(Walk walk);
    }

    /** What a walk does with the answer. */
    private interface Answer {
        void tell(Walk walk, boolean wrong);
    }

    /** Asks one question for each walk that has queries left and has not converged; returns whether there was any. */
    private static boolean advance(Decisions decisions, Walk[] walks, Question question, Answer answer) {
        Walk[] active = java.util.Arrays.stream(walks)
                .filter(walk -> decisions.left(walk.image) > 0 && !walk.converged())
                .toArray(Walk[]::new);
        int[] images = new int[active.length];
        float[][] x = new float[active.length][];
        for (int i = 0; i < active.length; i++) {
            images[i] = active[i].image;
            x[i] = question.of(active[i]);
        }
        boolean[] wrong = decisions.ask(images, x);
        for (int i = 0; i < active.length; i++) {
            answer.tell(active[i], wrong[i]);
        }
        return active.length > 0;
    }

    /** The way of one image. */
    private static final class Walk {
        static final int BISECTIONS = 10;
        static final int SPHERICAL_EVERY = 5;
        private static final double CONVERGED = 1e-7;

        private final int image;
        private final float[] clean;
        private final SplittableRandom random;
        private final Rate sphericalRate = new Rate(20, 0.2, 0.5);
        private final Rate towardsRate = new Rate(30, 0.1, 0.25);
        private double low;
        private double high = 1;
        private final float[] start;
        private float[] x;
        private float[] spherical;
        private float[] proposal;
        private double sphericalStep = 0.1;
        private double towardsStep = 0.1;

        Walk(int image, float[] clean, float[] start, SplittableRandom random) {
            this.image = image;
            this.clean = clean;
            this.random = random;
            this.start = start;
            x = start;
            spherical = start;
            proposal = start;
        }

        boolean converged() {
            return towardsStep < CONVERGED;
        }

        float[] middle() {
            return onTheLine((low + high) / 2);
        }

        void seeMiddle(boolean wrong) {
            double middle = (low + high) / 2;
            if (wrong) {
                high = middle;
                x = onTheLine(middle);
            } else {
                low = middle;
            }
        }

        private float[] onTheLine(double share) {
            float[] point = clean.clone();
            Rows.add(point, share, Rows.minus(start, clean));
            return point;
        }

        void propose() {
            float[] away = Rows.minus(x, clean);
            double distance = Math.sqrt(Rows.dot(away, away));
            float[] move = new float[x.length];
            java.util.Random normal = new java.util.Random(random.nextLong());
            for (int i = 0; i < move.length; i++) {
                move[i] = (float) normal.nextGaussian();
            }
            // Orthogonal to the way to the original, then back onto the sphere around it.
            Rows.add(move, -Rows.dot(move, away) / (distance * distance), away);
            double length = Math.sqrt(Rows.dot(move, move));
            Rows.add(away, sphericalStep * distance / length, move);
            double stretched = Math.sqrt(Rows.dot(away, away));
            spherical = clean.clone();
            Rows.add(spherical, distance / stretched, away);
            clip(spherical);
            proposal = spherical.clone();
            Rows.add(proposal, towardsStep, Rows.minus(clean, spherical));
        }

        private static void clip(float[] point) {
            for (int i = 0; i < point.length; i++) {
                point[i] = Math.max(0, Math.min(1, point[i]));
            }
        }

        float[] spherical() {
            return spherical;
        }

        void seeSpherical(boolean wrong) {
            double factor = sphericalRate.factorAfter(wrong);
            sphericalStep = Math.min(1, sphericalStep * factor);
            // Both steps scale with how flat the border looks from here.
            towardsStep = Math.min(0.5, towardsStep * factor);
        }

        float[] proposal() {
            return proposal;
        }

        void seeProposal(boolean wrong) {
            if (wrong) {
                x = proposal;
            }
            towardsStep = Math.min(0.5, towardsStep * towardsRate.factorAfter(wrong));
        }
    }

    /** The share of successes over a window, and what it means for the length of steps. */
    private static final class Rate {
        private static final double ADAPTATION = 1.5;

        private final int window;
        private final double least;
        private final double most;
        private int seen;
        private int successes;

        Rate(int window, double least, double most) {
            this.window = window;
            this.least = least;
            this.most = most;
        }

        /** Returns by what to multiply the step after this answer: 1 while the window is not full. */
        double factorAfter(boolean success) {
            seen++;
            successes += success ? 1 : 0;
            if (seen < window) {
                return 1;
            }
            double share = (double) successes / seen;
            seen = 0;
            successes = 0;
            return share > most ? ADAPTATION : share < least ? 1 / ADAPTATION : 1;
        }
    }
}
