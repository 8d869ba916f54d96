package org.robustdx.stream.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.stream.readahead.ReadAhead;

/** Gauges that show the current state of the pipeline and the read-ahead, read at each scrape. */
final class StateGauges {
    private final MeterRegistry registry;

    StateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Adds the gauges of a running app. */
    void bind(Supplier<PipelineSnapshot> pipeline, Supplier<ReadAhead.Snapshot> readAhead) {
        add("queued", "Images that wait for a decoding thread.", () -> pipeline.get()
                .queued());
        add("ready", "Decoded images that wait for a batch.", () -> pipeline.get()
                .ready());
        add("unanswered", "Images without an answer yet.", () -> pipeline.get().unanswered());
        add("memory.waiting", "Images that wait for decoding memory.", () -> pipeline.get()
                .waitingForMemory());
        add(
                "abandoned.threads",
                "Decoding threads that exceeded the time budget of an image and are still busy.",
                () -> pipeline.get().abandonedThreads());
        add("read.ahead.hits", "Records whose examination was started before they were processed.", () -> readAhead
                .get()
                .hits());
        add("read.ahead.misses", "Records whose examination was started only when they were processed.", () -> readAhead
                .get()
                .misses());
        add(
                "read.ahead.held",
                "How often records of a partition were held back for a later poll, because they took long.",
                () -> readAhead.get().heldBack());
    }

    /**
     * Adds a gauge.
     *
     * @param name name in dotted form, after {@code robustdx.}
     */
    void add(String name, String description, Supplier<Number> value) {
        Gauge.builder("robustdx." + name, value).description(description).register(registry);
    }
}
