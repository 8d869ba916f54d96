package org.robustdx.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.inference.verdict.OutOfScopeReason;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.modelupdate.ModelListener;
import org.robustdx.stream.modelupdate.ModelRefusal;
import org.robustdx.stream.modelupdate.ShadowModel;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.topology.OutcomeListener;

/** The app's metrics in the format of Prometheus. The only label that comes from an image is its source, and the number of sources is bounded. Thread-safe. */
public final class AppMetrics implements PipelineListener, OutcomeListener, ModelListener, AutoCloseable {
    /** Time without an image after which a source may lose its metrics to another source. */
    private static final Duration IDLE = Duration.ofHours(1);

    /**
     * Interval at which new Kafka metrics are registered, such as the lag of a partition that was assigned to this
     * instance.
     */
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry = PlainRegistry.create();
    private final StageTimes stages = new StageTimes(registry);
    private final StateGauges gauges = new StateGauges(registry);
    private final BoundedLabels sources;
    private final Map<String, AtomicReference<Double>> drift = new ConcurrentHashMap<>();
    private final Counter swaps = Counter.builder("robustdx.model.swaps")
            .description("Number of model changes since this instance started.")
            .register(registry);
    private List<Meter> inUse = List.of();
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "metrics");
        thread.setDaemon(true);
        return thread;
    });

    /** Creates the metrics of the process. The app binds the others. */
    public AppMetrics() {
        this(Set.of());
    }

    /**
     * Creates the metrics of the process.
     *
     * @param named sources that always have their own metrics
     */
    public AppMetrics(Set<String> named) {
        this(named, System::nanoTime);
    }

    /** Creates the metrics of the process, with a clock that tests set. */
    AppMetrics(Set<String> named, LongSupplier nanos) {
        sources = new BoundedLabels(HttpSettings.MOST_SOURCES, named, IDLE, nanos, this::forget);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collector.bindTo(registry);
        Gauge.builder("robustdx.process.resident.bytes", ProcessStatus::residentBytes)
                .description("Resident memory of the process, heap and native, in bytes; NaN if unknown.")
                .register(registry);
        // Counters start at 0: Prometheus sees no increase in a counter that appears with its first event.
        for (Reason reason : Reason.values()) {
            deadLetters(reason);
        }
        for (CampaignKind kind : CampaignKind.values()) {
            campaignAlerts(kind);
        }
        for (OutOfScopeReason reason : OutOfScopeReason.values()) {
            outOfScope(reason.name());
        }
        failures();
        lostSpans();
    }

    /** Removes the series of a source. If the source comes back, its counters start at 0, which Prometheus recognises as a restart. */
    private void forget(String source) {
        drift.remove(source);
        Search.in(registry).tag("source", source).meters().forEach(registry::remove);
    }

    /**
     * Adds the metrics of a running app.
     *
     * @param pipeline returns the state of the pipeline, at each scrape
     * @param readAhead returns the state of the read-ahead, at each scrape
     * @return the metrics of Kafka Streams, including the lag of consumers; the caller closes them before this object
     */
    public KafkaStreamsMetrics bind(
            KafkaStreams streams, Supplier<PipelineSnapshot> pipeline, Supplier<ReadAhead.Snapshot> readAhead) {
        gauges.bind(pipeline, readAhead);
        KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams, Tags.empty(), refresh, REFRESH);
        kafka.bindTo(registry);
        return kafka;
    }

    /** Adds a gauge for the result of the last readiness check. */
    public void upToWork(BooleanSupplier ready) {
        gauges.add(
                "up.to.work",
                "Whether the last check found the app ready, 0 or 1.",
                () -> ready.getAsBoolean() ? 1 : 0);
    }

    @Override
    public void decoded(long queued, long decoding) {
        stages.decoded(queued, decoding);
    }

    @Override
    public void inferred(int images, int capacity, long waited, long inferring) {
        stages.inferred(images, capacity, waited, inferring);
    }

    @Override
    public void answered(Answer given, long total) {
        stages.answered(given, total);
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
        if (diagnosis.getVerdict() == Verdict.OUT_OF_SCOPE) {
            outOfScope(diagnosis.getOutOfScopeReason()).increment();
        }
    }

    /** Names the model in use and its provider, in place of the previous one. */
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
                        .description("The execution provider of the model.")
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

    /** Counts an image that was offered to the shadow model. */
    public void shadowed(ShadowModel.Fate fate) {
        registry.counter("robustdx.shadow.images", "fate", fate.name()).increment();
    }

    @Override
    public void deadLettered(Reason reason) {
        deadLetters(reason).increment();
    }

    @Override
    public void produced(long sinceArrival, long sinceSent) {
        stages.produced(sinceArrival, sinceSent);
    }

    @Override
    public void drifted(String source, double distance) {
        drift.computeIfAbsent(sources.of(source), this::drift).set(distance);
    }

    private AtomicReference<Double> drift(String source) {
        AtomicReference<Double> last = new AtomicReference<>(0.0);
        Gauge.builder("robustdx.drift", last, AtomicReference::get)
                .description(
                        "Kolmogorov-Smirnov distance of a source's scores from the calibration, in its last window.")
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

    /** Counts spans that did not reach the collector. */
    public void spansLost(long count) {
        lostSpans().increment((double) count);
    }

    private Counter deadLetters(Reason reason) {
        return registry.counter("robustdx.dead.letters", "reason", reason.name());
    }

    private Counter outOfScope(String reason) {
        return registry.counter("robustdx.out.of.scope", "reason", reason);
    }

    private Counter campaignAlerts(CampaignKind kind) {
        return registry.counter("robustdx.campaign.alerts", "kind", kind.name());
    }

    /** Returns all metrics in the text format of Prometheus. */
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
