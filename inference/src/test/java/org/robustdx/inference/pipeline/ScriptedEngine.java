package org.robustdx.inference.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.InferenceException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OutputCheck;

/**
 * Faults that no real session can be made to have at will. Every image is of one brightness, which is its first probability times 255; 200 and more are
 * flagged, and denoising halves it. Batches that hold a {@link #poison} image fail.
 */
final class ScriptedEngine implements BatchEngine {
    static final int SIDE = 2;
    static final int FLAGGED = 200;

    private static final ModelMetadata METADATA = new ModelMetadata(
            "test",
            List.of("dark", "bright"),
            SIDE,
            SIDE,
            1,
            Fit.CROP,
            List.of("d"),
            Calibration.ofCleanScores(Map.of("d", cleanScores())),
            Map.of());

    /** What the model says about itself. */
    volatile ModelMetadata metadata = METADATA;

    final AtomicInteger prepared = new AtomicInteger();
    final ConcurrentLinkedQueue<List<Integer>> batches = new ConcurrentLinkedQueue<>();
    volatile IntPredicate poison = brightness -> false;
    /** Images whose answer holds NaN, at their first reading or of their reconstruction. */
    volatile IntPredicate invalid = brightness -> false;

    /** Where the NaN is: {@code logits}, {@code probabilities}, {@code scores} or {@code denoised}. */
    volatile String invalidOutput = "logits";

    volatile boolean down;
    final AtomicInteger failNext = new AtomicInteger();
    /** A run takes one and gives it back; none there holds the engine up. */
    final Semaphore gate = new Semaphore(1_000);

    final AtomicInteger running = new AtomicInteger();

    private static float[] cleanScores() {
        float[] scores = new float[999];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i * (FLAGGED - 1f) / scores.length;
        }
        return scores;
    }

    /** Returns an encoded image, of which the engine looks at the first pixel. */
    static byte[] image(int brightness) {
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) brightness);
        pixels[SIDE]++; // An image of one value carries no picture.
        return new Raster(SIDE, SIDE, 1, pixels).toPng();
    }

    static Content content(int brightness) {
        byte[] image = image(brightness);
        return () -> new Content.Result.Image(image);
    }

    void hold() {
        gate.drainPermits();
    }

    void release() {
        gate.release(1_000);
    }

    @Override
    public ModelMetadata metadata() {
        return metadata;
    }

    @Override
    public Raster prepare(Raster decoded) {
        prepared.incrementAndGet();
        return decoded;
    }

    @Override
    public Batch batch(int capacity) {
        return new ScriptedBatch(capacity);
    }

    private final class ScriptedBatch implements Batch {
        private final int[] brightness;
        private int placed;

        ScriptedBatch(int capacity) {
            brightness = new int[capacity];
        }

        @Override
        public int capacity() {
            return brightness.length;
        }

        @Override
        public void put(int place, Raster image) {
            brightness[place] = image.sample(0, 0, 0);
            placed = place + 1;
        }

        @Override
        public void run() {
            running.incrementAndGet();
            gate.acquireUninterruptibly();
            gate.release();
            running.decrementAndGet();
            List<Integer> images =
                    Arrays.stream(brightness).limit(placed).boxed().toList();
            batches.add(images);
            if (down || failNext.getAndDecrement() > 0 || images.stream().anyMatch(poison::test)) {
                throw new InferenceException("engine failed", new Exception());
            }
        }

        @Override
        public float[] logits(int place) {
            return answer("logits", place, 0, brightness[place] - 127.5f);
        }

        @Override
        public float[] probabilities(int place) {
            return answer("probabilities", place, brightness[place] / 255f, 1 - brightness[place] / 255f);
        }

        @Override
        public float[] scores(int place) {
            return answer("scores", place, brightness[place]);
        }

        private float[] answer(String output, int place, float... values) {
            if (invalidOutput.equals(output) && invalid.test(brightness[place])) {
                values[0] = Float.NaN;
            }
            return values;
        }

        @Override
        public Raster denoised(int place) {
            OutputCheck.checkDenoised(answer("denoised", place, 0));
            byte[] pixels = new byte[SIDE * SIDE];
            Arrays.fill(pixels, (byte) (brightness[place] / 2));
            return new Raster(SIDE, SIDE, 1, pixels);
        }

        @Override
        public void close() {}
    }
}
