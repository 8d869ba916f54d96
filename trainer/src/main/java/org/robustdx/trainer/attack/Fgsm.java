package org.robustdx.trainer.attack;

import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fast gradient sign method: one step of the whole radius. For L2, the step follows the gradient itself.
 *
 * @param variant starting point and direction
 * @param restarts runs from different random starts, 1 to 100; 1 for variants without a random start
 */
public record Fgsm(Variant variant, int restarts) implements Attack {
    /** Length of the random step, in radii. */
    private static final double START = 0.5;

    /** The variants of FGSM. */
    public enum Variant {
        /** Increases the loss, starting at the image (Goodfellow et al., ICLR 2015, section 4). */
        PLAIN("fgsm"),
        /**
         * Starts after a random step of half the radius (R+FGSM: Tramèr et al., ICLR 2018, section 3.3), which has
         * random signs.
         */
        RANDOM_START("r-fgsm"),
        /** Steps towards the least likely class (Kurakin et al., ICLR 2017, section 2). */
        LEAST_LIKELY("fgsm-ll");

        private final String id;

        Variant(String id) {
            this.id = id;
        }
    }

    public Fgsm {
        AttackOptions.requireRestarts(restarts);
        if (variant != Variant.RANDOM_START && restarts > 1) {
            throw new IllegalArgumentException(
                    "restarts: " + restarts + " (expected: 1, because there is no random start)");
        }
    }

    @Override
    public String name() {
        return variant.id;
    }

    @Override
    public List<String> options() {
        return variant == Variant.RANDOM_START
                ? List.of("random-step=" + START, "restarts=" + restarts)
                : List.of("steps=1");
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        int[] all = search.all();
        switch (variant) {
            case PLAIN -> step(search, Losses.CROSS_ENTROPY, 1).run(search, all, Rows.copy(search.clean(all)), labels);
            case LEAST_LIKELY -> {
                float[][] logits = search.oracle().logits(search.clean(all));
                int[] targets = new int[all.length];
                for (int i = 0; i < all.length; i++) {
                    targets[i] = leastLikely(logits[i]);
                }
                step(search, Losses.TOWARDS_TARGET, 1).run(search, all, Rows.copy(search.clean(all)), targets);
            }
            case RANDOM_START -> {
                search.offerClean();
                for (int run = 0; run < restarts; run++) {
                    int[] rows = search.rowsOf(run);
                    float[][] x = started(search, rows, seed, run);
                    step(search, Losses.CROSS_ENTROPY, 1 - START).run(search, rows, x, search.labels(rows));
                }
            }
        }
        return search.result();
    }

    private static Ascent step(Search search, Losses loss, double share) {
        return new Ascent(loss, 1, share * search.radius(), 0);
    }

    private static int leastLikely(float[] logits) {
        int least = 0;
        for (int i = 1; i < logits.length; i++) {
            least = logits[i] < logits[least] ? i : least;
        }
        return least;
    }

    private static float[][] started(Search search, int[] rows, long seed, int run) {
        float[][] x = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            float[] noise = new float[search.clean(rows[i]).length];
            SplittableRandom random = Search.random(seed, run, search.clean(rows[i]));
            search.norm().fillRandom(noise, 1, random);
            float[] step = new float[noise.length];
            search.norm().steepest(noise, step);
            x[i] = search.clean(rows[i]).clone();
            Rows.add(x[i], START * search.radius(), step);
        }
        search.project(rows, x);
        return x;
    }
}
