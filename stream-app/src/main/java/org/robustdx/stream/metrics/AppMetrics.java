package org.robustdx.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.modelupdate.ModelListener;
import org.robustdx.stream.modelupdate.ModelRefusal;
import org.robustdx.stream.modelupdate.ShadowModel;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.topology.OutcomeListener;

/** The app's metrics in Prometheus' format. Thread-safe. No label comes from an image but its source, and of sources only so many at a time. */
public final class AppMetrics implements PipelineListener, OutcomeListener, ModelListener, AutoCloseable {
    /** How long a source keeps its metrics without an image, where another source wants them. */
    private static final Duration IDLE = Duration.ofHours(1);

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

    /** An image may have waited in the topic for the app to be started. */
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

    /** How soon a metric of Kafka's is seen once it is there: a partition's lag, say, as partitions move. */
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry = registry();
    private final BoundedLabels sources;
    private final Timer queue = timer("queue", "From an image's arrival to the start of its decoding.");
    private final Timer decode = timer("decode", "From encoded bytes to the model's input.");
    private final Timer wait = timer("batch.wait", "How long the oldest image of a batch waited for it to begin.");
    private final Timer infer = timer("infer", "One batch in the model.");
    private final Timer answer = timer("answer", "From an image's arrival to its answer.");
    private final Timer publish = timer("publish", "From an image's arrival to its outcome with the producer.");
    private final Timer age = Timer.builder("robustdx.age")
            .description("From an image's timestamp to its outcome with the producer.")
            .serviceLevelObjectives(AGE_BUCKETS)
            .register(registry);
    private final Map<String, AtomicReference<Double>> drift = new ConcurrentHashMap<>();
    private final DistributionSummary fill = DistributionSummary.builder("robustdx.batch.fill")
            .description("Images of a batch by its places, 0 to 1.")
            .serviceLevelObjectives(0.25, 0.5, 0.75, 0.9, 1)
            .register(registry);
    private final Counter swaps = Counter.builder("robustdx.model.swaps")
            .description("How often another model came into use while this instance ran.")
            .register(registry);
    private List<Meter> inUse = List.of();
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "metrics");
        thread.setDaemon(true);
        return thread;
    });

    /** Creates metrics of nothing yet but the process; no source has a place of its own before it comes. */
    public AppMetrics() {
        this(Set.of());
    }

    /** As the other, with sources that always have metrics of their own. */
    public AppMetrics(Set<String> named) {
        this(named, System::nanoTime);
    }

    /** As the other, with another clock. */
    AppMetrics(Set<String> named, LongSupplier nanos) {
        sources = new BoundedLabels(HttpSettings.MOST_SOURCES, named, IDLE, nanos, this::forget);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collector.bindTo(registry);
        Gauge.builder("robustdx.process.resident.bytes", ProcessStatus::residentBytes)
                .description(
                        "Memory of the process that is in RAM, in and outside the heap; NaN where the system does not tell.")
                .register(registry);
        // There from the start, at 0: of a counter that appears with its first event, Prometheus sees no increase.
        for (Reason reason : Reason.values()) {
            deadLetters(reason);
        }
        for (CampaignKind kind : CampaignKind.values()) {
            campaignAlerts(kind);
        }
        failures();
        lostSpans();
    }

    /** Names come with images, models and Kafka's settings: none brings a control character into what Prometheus and dashboards show. */
    private static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                List<Tag> plain = new ArrayList<>();
                id.getTagsAsIterable().forEach(tag -> plain.add(Tag.of(tag.getKey(), PlainText.of(tag.getValue()))));
                return id.replaceTags(plain);
            }
        });
        return registry;
    }

    /** Ends the series of a source. Prometheus takes a counter that comes again later for one that was started anew, which it is. */
    private void forget(String source) {
        drift.remove(source);
        Search.in(registry).tag("source", source).meters().forEach(registry::remove);
    }

    private Timer timer(String name, String description) {
        return Timer.builder("robustdx." + name)
                .description(description)
                .serviceLevelObjectives(STAGE_BUCKETS)
                .register(registry);
    }

    /**
     * Adds what belongs to a running app.
     *
     * @param pipeline asked for the state of the pipeline at each scrape
     * @param readAhead asked for the state of the read-ahead at each scrape
     * @return Kafka Streams' own metrics, the consumers' lag among them; to be closed before it is
     */
    public KafkaStreamsMetrics bind(
            KafkaStreams streams, Supplier<PipelineSnapshot> pipeline, Supplier<ReadAhead.Snapshot> readAhead) {
        gauge("queued", "Images that wait for a decoding thread.", () -> pipeline.get()
                .queued());
        gauge("ready", "Decoded images that wait for a batch.", () -> pipeline.get()
                .ready());
        gauge("unanswered", "Images without an answer yet.", () -> pipeline.get()
                .unanswered());
        gauge("memory.waiting", "Images that wait for memory to be decoded in.", () -> pipeline.get()
                .waitingForMemory());
        gauge(
                "abandoned.threads",
                "Decoding threads that took too long for an image and have not come back.",
                () -> pipeline.get().abandonedThreads());
        gauge("read.ahead.hits", "Records under way when their turn came.", () -> readAhead
                .get()
                .hits());
        gauge("read.ahead.misses", "Records started when their turn came.", () -> readAhead
                .get()
                .misses());
        gauge(
                "read.ahead.held",
                "How often records were held back for another poll, as they took long.",
                () -> readAhead.get().heldBack());
        KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams, Tags.empty(), refresh, REFRESH);
        kafka.bindTo(registry);
        return kafka;
    }

    /** Adds whether the app was found ready for its work, asked at each scrape. */
    public void upToWork(BooleanSupplier ready) {
        gauge(
                "up.to.work",
                "Whether the last look found the app ready for its work, 0 or 1.",
                () -> ready.getAsBoolean() ? 1 : 0);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("robustdx." + name, value).description(description).register(registry);
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

    @Override
    public void failed(Throwable cause) {
        failures().increment();
    }

    @Override
    public void diagnosed(Diagnosis diagnosis) {
        registry.counter(
                        "robustdx.verdicts",
                        "source",
                        sources.of(diagnosis.getSource()),
                        "verdict",
                        diagnosis.getVerdict().name())
                .increment();
    }

    /** Names the model that is in use, and what it runs on, in place of the one before. */
    public synchronized void model(ServedModel served) {
        ModelIdentity model = served.identity();
        inUse.forEach(registry::remove);
        inUse = List.of(
                Gauge.builder("robustdx.model", () -> 1)
                        .description("The model in use.")
                        .tag("name", model.name())
                        .tag("version", model.version())
                        .tag("sha256", model.sha256())
                        .register(registry),
                Gauge.builder("robustdx.provider", () -> 1)
                        .description("What the model runs on.")
                        .tag("provider", served.provider().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    @Override
    public void inUse(ServedModel model) {
        model(model);
        swaps.increment();
    }

    @Override
    public void refused(ModelRefusal.Reason refusal) {
        registry.counter("robustdx.model.refusals", "reason", refusal.name()).increment();
    }

    /** An image was offered to the second model. */
    public void shadowed(ShadowModel.Fate fate) {
        registry.counter("robustdx.shadow.images", "fate", fate.name()).increment();
    }

    @Override
    public void deadLettered(Reason reason) {
        deadLetters(reason).increment();
    }

    @Override
    public void produced(long sinceArrival, long sinceSent) {
        publish.record(sinceArrival, TimeUnit.NANOSECONDS);
        age.record(sinceSent, TimeUnit.MILLISECONDS);
    }

    @Override
    public void drifted(String source, double distance) {
        drift.computeIfAbsent(sources.of(source), this::drift).set(distance);
    }

    private AtomicReference<Double> drift(String source) {
        AtomicReference<Double> last = new AtomicReference<>(0.0);
        Gauge.builder("robustdx.drift", last, AtomicReference::get)
                .description(
                        "Kolmogorov-Smirnov distance of a source's scores to the calibration's, in its last window.")
                .tag("source", source)
                .register(registry);
        return last;
    }

    @Override
    public void campaignAlerted(CampaignKind kind) {
        campaignAlerts(kind).increment();
    }

    private Counter failures() {
        return registry.counter("robustdx.failures");
    }

    private Counter lostSpans() {
        return registry.counter("robustdx.spans.lost");
    }

    /** So many spans did not reach the collector. */
    public void spansLost(long count) {
        lostSpans().increment((double) count);
    }

    private Counter deadLetters(Reason reason) {
        return registry.counter("robustdx.dead.letters", "reason", reason.name());
    }

    private Counter campaignAlerts(CampaignKind kind) {
        return registry.counter("robustdx.campaign.alerts", "kind", kind.name());
    }

    /** Returns all of it in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        refresh.shutdownNow();
        collector.close();
        registry.close();
    }
}
