package org.robustdx.trainer.attack;

import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Square attack (Andriushchenko et al., ECCV 2020, algorithms 1 to 3): random search that uses only the scores. Each
 * query changes one square window of the image, and keeps the change if the margin grows. The windows shrink according
 * to the schedule of section 3. An image is finished as soon as it is misclassified.
 *
 * @param queries maximum number of queries per image, 1 to 100,000; AutoAttack uses 5,000
 * @param restarts runs with different random choices, 1 to 100
 * @param share share of the image that the first windows cover, above 0, at most 1; AutoAttack uses 0.8
 */
public record Square(int queries, int restarts, double share) implements Attack {
    /** Default number of queries. */
    public static final int QUERIES = 5000;

    /** Default share. */
    public static final double SHARE = 0.8;

    /** Query numbers, out of 10,000, after which the area of the windows is halved (section 3). */
    private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    public Square {
        Bounds.require("queries", queries, 1, 100_000);
        AttackOptions.requireRestarts(restarts);
        Bounds.requireAbove("share", share, 0, 1);
    }

    @Override
    public String name() {
        return "square";
    }

    @Override
    public List<String> options() {
        return List.of("queries=" + queries, "restarts=" + restarts, "share=" + share);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        search.offerClean();
        for (int run = 0; run < restarts; run++) {
            run(search, run, seed);
        }
        return search.result();
    }

    private void run(Search search, int run, long seed) {
        int[] rows = search.survivors();
        SquareProposals[] proposals = new SquareProposals[rows.length];
        double[] margins = new double[rows.length];
        int[] active = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            SplittableRandom random = Search.random(seed, run, search.clean(rows[i]));
            proposals[i] = SquareProposals.of(
                    search.norm(), search.clean(rows[i]), search.oracle().imageShape(), search.radius(), random);
            margins[i] = Double.NEGATIVE_INFINITY;
            active[i] = i;
        }
        float[] unused = new float[search.oracle().classes()];
        for (int query = 0; query < queries && active.length > 0; query++) {
            float[][] x = new float[active.length][];
            for (int i = 0; i < active.length; i++) {
                x[i] = proposals[active[i]].propose(query == 0 ? 1 : area(query));
            }
            int[] asked = Rows.pick(rows, active);
            search.project(asked, x);
            float[][] logits = search.oracle().logits(x);
            search.offer(asked, x, logits);
            int left = 0;
            for (int i = 0; i < active.length; i++) {
                int image = active[i];
                double margin = Losses.MARGIN.of(logits[i], search.label(rows[image]), 0, unused);
                if (margin > margins[image]) {
                    margins[image] = margin;
                    proposals[image].accept(x[i]);
                }
                if (!search.isMisclassified(rows[image])) {
                    active[left++] = image;
                }
            }
            active = java.util.Arrays.copyOf(active, left);
        }
    }

    /** Returns the share of the image that a window covers at this query. */
    private double area(int query) {
        double scaled = query * 10_000.0 / queries;
        double area = share;
        for (int halving : HALVINGS) {
            area /= scaled > halving ? 2 : 1;
        }
        return area;
    }
}
