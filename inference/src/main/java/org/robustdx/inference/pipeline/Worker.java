package org.robustdx.inference.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.InvalidOutputException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OutputCheck;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.FirstPass;
import org.robustdx.inference.verdict.VerdictPolicy;

/**
 * Runs batches on one thread. A failed batch is halved until the failing images are alone. Such an image, or one with
 * invalid output, is refused only if the engine succeeds on a blank image and fails on this image again. If the engine
 * fails on the blank image too, this is an outage.
 */
final class Worker implements AutoCloseable {
    /** Receives the results of images and batches. */
    interface Outcomes {
        void answered(Item item, Answer answer);

        void failed(Item item, Throwable cause);

        void abandoned(Item item);

        void again(Item item);

        void batch(int images, int capacity, long waited, long inferring);

        void bisected();
    }

    private static final int TIMED_RUNS = 3;
    private static final long SLOW_NANOS = 20_000_000;

    /** The share, as its divisor, by which a first run may take longer than expected. */
    private static final int TOLERATED = 8;

    private final ModelMetadata metadata;
    private final VerdictPolicy policy;
    private final Outcomes outcomes;
    private final Raster blank;
    private final int[] sizes;
    private final List<BatchEngine.Batch> batches = new ArrayList<>();

    /** Creates a worker and allocates a batch of each size. */
    Worker(BatchEngine engine, VerdictPolicy policy, int[] sizes, Outcomes outcomes) {
        this.metadata = engine.metadata();
        this.policy = policy;
        this.outcomes = outcomes;
        this.sizes = sizes.clone();
        int bytes = metadata.height() * metadata.width() * metadata.channels();
        this.blank = new Raster(metadata.width(), metadata.height(), metadata.channels(), new byte[bytes]);
        try {
            for (int size : sizes) {
                batches.add(engine.batch(size));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Runs each size, so that no image pays for the first run. Returns the duration of one run for each size, in
     * nanoseconds. A first run may take longer than later ones. So a size runs several times, unless its first run is slow
     * and still costs no more for each image than the size before, as is usual on a CPU.
     */
    long[] warmUp() {
        long[] costs = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            long likely = i == 0 ? 0 : costs[i - 1] / sizes[i - 1] * sizes[i];
            long first = timed(batches.get(i));
            if (first >= SLOW_NANOS && first <= likely + likely / TOLERATED) {
                costs[i] = Math.min(first, likely);
                continue;
            }
            costs[i] = Long.MAX_VALUE;
            for (int run = 0; run < TIMED_RUNS && (run == 0 || costs[i] < SLOW_NANOS); run++) {
                costs[i] = Math.min(costs[i], timed(batches.get(i)));
            }
        }
        return costs;
    }

    private static long timed(BatchEngine.Batch batch) {
        long start = System.nanoTime();
        batch.run();
        return System.nanoTime() - start;
    }

    /**
     * Processes images, at most the largest batch size. Each image is answered, fails, or returns for its second pass.
     */
    void process(List<Item> items) {
        List<Item> wanted = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item.abandoned()) {
                outcomes.abandoned(item);
            } else {
                wanted.add(item);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        List<Item> open = new ArrayList<>(wanted);
        try {
            read(wanted, open);
        } catch (RuntimeException | Error e) {
            open.forEach(item -> outcomes.failed(item, e));
        }
    }

    /** @param open the images without a result yet */
    private void read(List<Item> items, List<Item> open) {
        BatchEngine.Batch batch = batches.get(indexFor(items.size()));
        long start = System.nanoTime();
        try {
            run(batch, items);
        } catch (RuntimeException e) {
            if (items.size() == 1) {
                alone(items.get(0), open);
                return;
            }
            outcomes.bisected();
            int half = items.size() / 2;
            read(items.subList(0, half), open);
            read(items.subList(half, items.size()), open);
            return;
        }
        long inferring = System.nanoTime() - start;
        long oldest =
                items.stream().mapToLong(item -> start - item.readyAt).max().orElse(0);
        outcomes.batch(items.size(), batch.capacity(), oldest, inferring);
        List<Item> invalid = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            items.get(i).inferNanos += inferring;
            try {
                conclude(items.get(i), batch, i);
                open.remove(items.get(i));
            } catch (InvalidOutputException e) {
                invalid.add(items.get(i));
            }
        }
        // After the loop, because processing an image alone may overwrite the outputs of this batch.
        invalid.forEach(item -> alone(item, open));
    }

    private void alone(Item item, List<Item> open) {
        BatchEngine.Batch batch = batches.get(0);
        batch.put(0, blank);
        batch.run(); // An outage throws here.
        check(batch, 0);
        try {
            run(batch, List.of(item));
            check(batch, 0);
        } catch (RuntimeException e) {
            unreadable(item, open, e);
            return;
        }
        try {
            conclude(item, batch, 0);
            open.remove(item);
        } catch (InvalidOutputException e) {
            unreadable(item, open, e);
        }
    }

    private void unreadable(Item item, List<Item> open, RuntimeException e) {
        outcomes.answered(item, new Answer.Unreadable(oneLine(e)));
        open.remove(item);
    }

    private static void check(BatchEngine.Batch batch, int place) {
        OutputCheck.check(batch.logits(place), batch.probabilities(place), batch.scores(place));
    }

    private static void run(BatchEngine.Batch batch, List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            batch.put(i, items.get(i).raster());
        }
        batch.run();
    }

    /**
     * Answers the image, or submits it for its second pass.
     *
     * @throws InvalidOutputException if the output is invalid; the image then has no result yet
     */
    private void conclude(Item item, BatchEngine.Batch batch, int place) {
        check(batch, place);
        int label = Reading.label(batch.logits(place));
        Item.FirstReading first = item.first();
        if (first != null) {
            Assessment assessment = first.flagged().afterDenoising(label);
            answer(
                    item,
                    first.probabilities(),
                    first.scores(),
                    assessment,
                    Optional.of(first),
                    batch.probabilities(place));
            return;
        }
        float[] scores = batch.scores(place);
        FirstPass pass = policy.firstPass(metadata, VerdictPolicy.pValues(metadata, scores), label);
        if (pass instanceof FirstPass.Flagged flagged) {
            item.toReadAgain(new Item.FirstReading(
                    batch.probabilities(place), scores, flagged, batch.denoised(place), item.raster()));
            outcomes.again(item);
        } else {
            Assessment assessment = ((FirstPass.Settled) pass).assessment();
            answer(item, batch.probabilities(place), scores, assessment, Optional.empty(), new float[0]);
        }
    }

    private void answer(
            Item item,
            float[] probabilities,
            float[] scores,
            Assessment assessment,
            Optional<Item.FirstReading> first,
            float[] probabilitiesAfter) {
        outcomes.answered(
                item,
                new Answer.Read(
                        probabilities,
                        scores,
                        assessment,
                        first.map(Item.FirstReading::denoised),
                        probabilitiesAfter,
                        first.map(Item.FirstReading::input),
                        item.decodeNanos,
                        item.inferNanos,
                        item.look(),
                        item.sha256()));
    }

    private int indexFor(int images) {
        int i = 0;
        while (sizes[i] < images) {
            i++;
        }
        return i;
    }

    private static String oneLine(RuntimeException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        batches.forEach(BatchEngine.Batch::close);
        batches.clear();
    }
}
