package org.robustdx.lab.bench;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.pipeline.Content;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.images.EncodedImages;

/**
 * Measures the throughput of decoding and engine without Kafka. The images come from memory, so the pipeline is always
 * full.
 */
final class Ceiling {
    private static final int BATCHES_AHEAD = 16;

    private Ceiling() {}

    /**
     * Returns the throughput in images per second, once it is steady.
     *
     * @param warmUp longest warm-up
     * @param time duration of the measurement
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback counts the completion.
    static double perSecond(
            BatchEngine engine,
            VerdictPolicy policy,
            PipelineOptions options,
            EncodedImages images,
            Duration warmUp,
            Duration time)
            throws InterruptedException {
        LongAdder done = new LongAdder();
        LongAdder failed = new LongAdder();
        Semaphore room = new Semaphore(BATCHES_AHEAD * options.maxBatch());
        try (InferencePipeline pipeline =
                new InferencePipeline(engine, policy, DecodeLimits.ofDefaults(), options, PipelineListener.NONE)) {
            WarmUp warming = new WarmUp(System.nanoTime(), 0, warmUp);
            long start = 0;
            long base = 0;
            for (long i = 0; ; i++) {
                room.acquire();
                byte[] content = images.content(i);
                pipeline.submit(() -> new Content.Result.Image(content)).whenComplete((answer, e) -> {
                    (e == null ? done : failed).increment();
                    room.release();
                });
                long now = System.nanoTime();
                if (start == 0 && warming.isOver(now, done.sum())) {
                    start = now;
                    base = done.sum();
                } else if (start != 0 && now - start >= time.toNanos()) {
                    double perSecond = (done.sum() - base) * 1e9 / (now - start);
                    if (failed.sum() > 0) {
                        throw UserException.failed("the engine failed on %d images".formatted(failed.sum()));
                    }
                    return perSecond;
                }
            }
        }
    }
}
