package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sets of universal perturbations, as a defence against them trains with. */
public final class UniversalPerturbations {
    private static final int MOST_DRAWS = 1000;

    private UniversalPerturbations() {}

    /**
     * Returns perturbations that {@link Universal} computes, each for another half of the images.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param steps gradient steps of each
     * @param count number of perturbations
     */
    public static List<float[]> real(
            Classifier model, INDArray pixels, int[] labels, Budget budget, int steps, int count, long seed) {
        float[][] all = Oracle.rows(pixels);
        Universal attack = new Universal(steps);
        List<float[]> perturbations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] half = half(all.length, new SplittableRandom(seed + i));
            try (INDArray images = Oracle.images(Rows.pick(all, half), pixels.shape(), pixels.dataType())) {
                perturbations.add(attack.perturbation(model, images, Rows.pick(labels, half), budget));
            }
        }
        return perturbations;
    }

    private static int[] half(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return Arrays.copyOf(order, Math.max(1, (n + 1) / 2));
    }

    /**
     * Returns synthetic perturbations, each a sum of randomly weighted real ones that grows until it reaches the radius
     * (Akhtar et al., CVPR 2018, algorithm 1).
     *
     * @param real perturbations of a classifier, at least one
     */
    public static List<float[]> synthetic(List<float[]> real, Budget budget, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> perturbations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] sum = new float[real.get(0).length];
            for (int draw = 0; draw < MOST_DRAWS && budget.norm().length(sum) < budget.radius(); draw++) {
                Rows.add(sum, random.nextDouble(), real.get(random.nextInt(real.size())));
            }
            budget.norm().shorten(sum, budget.radius());
            perturbations.add(sum);
        }
        return perturbations;
    }
}
