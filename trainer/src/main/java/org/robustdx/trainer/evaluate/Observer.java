package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.data.Dataset;

/** Changes images, runs the served model on them, and records its answers. */
final class Observer {
    /** Number of images in a batch. */
    static final int BATCH = 64;

    private final OnnxModel served;
    private final VerdictPolicy policy;

    Observer(OnnxModel served, VerdictPolicy policy) {
        this.served = served;
        this.policy = policy;
    }

    /**
     * Returns the served model's answers to the changed images.
     *
     * @param attacked whether the disturbance is an attack
     * @param compared whether images and reconstructions are compared with the clean images
     * @param exhibits indexes of the images to show in the report
     * @param progress receives the number of finished images
     */
    Observed observe(
            Dataset images,
            Disturbance disturbance,
            boolean attacked,
            boolean compared,
            long seed,
            int[] exhibits,
            IntConsumer progress) {
        long started = System.nanoTime();
        int n = images.size();
        float[][] logits = new float[n][];
        float[][] probabilities = new float[n][];
        float[][] scores = new float[n][];
        boolean[] flagged = new boolean[n];
        double[] quality = new double[4];
        List<Observed.Exhibit> kept = new ArrayList<>();
        int rightBeforeRounding = 0;
        for (int from = 0; from < n; from += BATCH) {
            int to = Math.min(n, from + BATCH);
            Dataset chunk = images.subset(IntStream.range(from, to).toArray());
            Disturbance.Result disturbed = disturbance.apply(chunk, seed + from);
            rightBeforeRounding += disturbed.rightBeforeRounding();
            List<Raster> rasters = disturbed.images().rasters(0, to - from);
            List<Reading> readings = served.run(rasters);
            for (int i = 0; i < readings.size(); i++) {
                Reading reading = readings.get(i);
                int at = from + i;
                logits[at] = reading.logits();
                probabilities[at] = reading.probabilities();
                scores[at] = reading.scores();
                flagged[at] = !policy.fired(served.metadata(), VerdictPolicy.pValues(served.metadata(), reading))
                        .isEmpty();
                if (compared) {
                    add(quality, images.raster(at), rasters.get(i), reading.denoised());
                }
                if (Arrays.stream(exhibits).anyMatch(e -> e == at)) {
                    kept.add(exhibit(at, rasters.get(i), reading.denoised()));
                }
            }
            progress.accept(to);
        }
        return new Observed(
                images.labels(),
                logits,
                probabilities,
                scores,
                flagged,
                attacked ? rightBeforeRounding : null,
                compared ? new Observed.Quality(quality[0] / n, quality[1] / n, quality[2] / n, quality[3] / n) : null,
                kept,
                (System.nanoTime() - started) / 1e9);
    }

    private static void add(double[] sums, Raster clean, Raster input, Raster denoised) {
        sums[0] += ImageQuality.meanSquaredError(clean, input);
        sums[1] += ImageQuality.meanSquaredError(clean, denoised);
        sums[2] += ImageQuality.ssim(clean, input);
        sums[3] += ImageQuality.ssim(clean, denoised);
    }

    private Observed.Exhibit exhibit(int index, Raster image, Raster denoised) {
        float[] again = served.run(List.of(denoised)).get(0).logits();
        return new Observed.Exhibit(index, image.toPng(), denoised.toPng(), again);
    }
}
