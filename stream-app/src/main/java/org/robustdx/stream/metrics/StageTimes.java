package org.robustdx.stream.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.PipelineListener;

/** Measures how long images spend in each stage of the app, and how full batches are. */
final class StageTimes implements PipelineListener {
    private static final Duration[] STAGE_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10)
    };

    /** Longer buckets than the others, because images may wait in the topic until the app starts. */
    private static final Duration[] AGE_BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofHours(1)
    };

    private final Timer queue;
    private final Timer decode;
    private final Timer wait;
    private final Timer infer;
    private final Timer answer;
    private final Timer publish;
    private final Timer age;
    private final DistributionSummary fill;

    /** Registers the timers. */
    StageTimes(MeterRegistry registry) {
        this.queue = timer(registry, "queue", "From an image's arrival to the start of its decoding.");
        this.decode = timer(registry, "decode", "From encoded bytes to the model's input.");
        this.wait = timer(registry, "batch.wait", "How long the oldest image of a batch waited for the model.");
        this.infer = timer(registry, "infer", "One batch in the model.");
        this.answer = timer(registry, "answer", "From an image's arrival to its answer.");
        this.publish = timer(registry, "publish", "From an image's arrival until the producer has its outcome.");
        this.age = Timer.builder("robustdx.age")
                .description("From an image's timestamp until the producer has its outcome.")
                .serviceLevelObjectives(AGE_BUCKETS)
                .register(registry);
        this.fill = DistributionSummary.builder("robustdx.batch.fill")
                .description("Number of images in a batch, divided by its capacity, 0 to 1.")
                .serviceLevelObjectives(0.25, 0.5, 0.75, 0.9, 1)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String name, String description) {
        return Timer.builder("robustdx." + name)
                .description(description)
                .serviceLevelObjectives(STAGE_BUCKETS)
                .register(registry);
    }

    @Override
    public void decoded(long queued, long decoding) {
        queue.record(queued, TimeUnit.NANOSECONDS);
        decode.record(decoding, TimeUnit.NANOSECONDS);
    }

    @Override
    public void inferred(int images, int capacity, long waited, long inferring) {
        fill.record((double) images / capacity);
        wait.record(waited, TimeUnit.NANOSECONDS);
        infer.record(inferring, TimeUnit.NANOSECONDS);
    }

    @Override
    public void answered(Answer given, long total) {
        answer.record(total, TimeUnit.NANOSECONDS);
    }

    /**
     * Records an image whose outcome was given to the producer.
     *
     * @param sinceArrival time since the image arrived, in nanoseconds
     * @param sinceSent time since the timestamp of its record, in milliseconds
     */
    void produced(long sinceArrival, long sinceSent) {
        publish.record(sinceArrival, TimeUnit.NANOSECONDS);
        age.record(sinceSent, TimeUnit.MILLISECONDS);
    }
}
