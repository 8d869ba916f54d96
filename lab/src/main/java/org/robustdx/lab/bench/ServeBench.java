package org.robustdx.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.metrics.ProcessStatus;

/**
 * Measures the app's throughput and compares it with its ceiling: decoding and engine without Kafka, on the same
 * threads.
 *
 * <p>Measures, in this order: the ceiling; the app, from images in the topic to a consumer of committed outcomes; two
 * instances; a naive app without batches; latencies at half load. Brokers and apps run in this process.
 */
public final class ServeBench {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LEFT_OVER = Duration.ofSeconds(10);
    private static final double NAIVE_BACKLOG = 400;

    private final BenchSettings settings;
    private final Images images;
    private final SizeLimits sizes = SizeLimits.ofDefaults();
    private final PrintWriter out;

    /** Creates a benchmark that prints its progress to {@code out}. */
    public ServeBench(BenchSettings settings, PrintWriter out) throws IOException {
        this.settings = settings;
        this.images = Images.of(settings.images(), DecodeLimits.ofDefaults());
        this.out = out;
    }

    /** Runs all measurements and returns the results by name. */
    public Map<String, Object> run() throws IOException, InterruptedException {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("engine", settings.model().isPresent() ? "model" : "stub");
        results.put("processing_guarantee", settings.guarantee().kafkaName());
        double ceiling = ceiling(results);
        Map<String, Object> byPartitions = new LinkedHashMap<>();
        double main = 0;
        for (int partitions : settings.partitions()) {
            double perSecond = endToEnd(partitions, ceiling, results);
            byPartitions.put(Integer.toString(partitions), rounded(perSecond));
            if (partitions == settings.mainPartitions()) {
                main = perSecond;
            }
        }
        results.put("end_to_end_per_s", rounded(main));
        results.put("end_to_end_of_ceiling", rounded(main / ceiling));
        results.put("end_to_end_per_s_by_partitions", byPartitions);
        double two = secondInstance(ceiling);
        results.put("two_instances_per_s", rounded(two));
        double naive = naive();
        results.put("naive_per_s", rounded(naive));
        results.put("end_to_end_of_naive", rounded(main / naive));
        latencies(main / 2, results);
        return results;
    }

    private double ceiling(Map<String, Object> results) throws InterruptedException {
        double best = 0;
        int bestBatch = 0;
        try (ServedModel model = open()) {
            PipelineOptions given = settings.batching();
            List<Integer> sizes = Stream.of(given.maxBatch(), given.maxBatch() / 2, given.maxBatch() / 4)
                    .filter(size -> size > 0)
                    .distinct()
                    .toList();
            for (int size : sizes) {
                double perSecond = Ceiling.perSecond(
                        model.engine(),
                        settings.policies().of(model.engine().metadata()),
                        new PipelineOptions(size, given.maxDelay(), given.decodeThreads(), given.workers())
                                .withDecoding(given.decoding()),
                        images,
                        WARM_UP,
                        settings.time());
                say("ceiling (no Kafka), batches of %d: %.1f images/s", size, perSecond);
                if (perSecond > best) {
                    best = perSecond;
                    bestBatch = size;
                }
            }
        }
        results.put("ceiling_per_s", rounded(best));
        results.put("ceiling_batch", bestBatch);
        return best;
    }

    private double endToEnd(int partitions, double ceiling, Map<String, Object> results)
            throws IOException, InterruptedException {
        try (Rig rig = new Rig(partitions, sizes)) {
            long backlog = backlog(rig, partitions, ceiling);
            try (StreamApp app = start(rig, "first")) {
                app.awaitRunning(READY);
                try (Meter meter = rig.meter(app::failure)) {
                    meter.warmUp(WARM_UP, backlog);
                    double before = ProcessStatus.residentBytes();
                    double perSecond = meter.perSecond(settings.time(), backlog);
                    long grown = Math.round((ProcessStatus.residentBytes() - before) / (1 << 20));
                    double fill = 1.0
                            * app.pipeline().batchedImages()
                            / Math.max(1, app.pipeline().batches());
                    say(
                            "end to end, %d partitions: %.1f images/s (%.0f %% of the ceiling), mean batch %.1f, %d"
                                    + " misses, RSS %+d MB",
                            partitions,
                            perSecond,
                            100 * perSecond / ceiling,
                            fill,
                            app.readAhead().misses(),
                            grown);
                    if (partitions == settings.mainPartitions()) {
                        results.put("mean_batch", rounded(fill));
                        results.put("misses", app.readAhead().misses());
                        results.put("rss_growth_mb", grown);
                    }
                    return perSecond;
                }
            }
        }
    }

    /** Measures two instances, after both are running. */
    private double secondInstance(double ceiling) throws IOException, InterruptedException {
        int partitions = settings.mainPartitions();
        if (partitions < 2) {
            say("two instances: not measured (expected: at least 2 partitions)");
            return 0;
        }
        try (Rig rig = new Rig(partitions, sizes);
                StreamApp first = start(rig, "first");
                StreamApp second = start(rig, "second")) {
            first.awaitRunning(READY);
            second.awaitRunning(READY);
            long backlog = backlog(rig, partitions, 2 * ceiling);
            try (Meter meter = rig.meter(() -> first.failure().or(second::failure))) {
                meter.warmUp(WARM_UP, backlog);
                double perSecond = meter.perSecond(settings.time(), backlog);
                say("two instances, %d partitions: %.1f images/s", partitions, perSecond);
                return perSecond;
            }
        }
    }

    private double naive() throws IOException, InterruptedException {
        int partitions = settings.mainPartitions();
        try (Rig rig = new Rig(partitions, sizes);
                ServedModel model = open()) {
            long backlog = backlog(rig, partitions, NAIVE_BACKLOG);
            try (NaiveApp app = new NaiveApp(config(rig, "naive"), model);
                    Meter meter = rig.meter(app::failure)) {
                meter.warmUp(WARM_UP, backlog);
                double perSecond = meter.perSecond(settings.time(), backlog);
                say("naive app, one image at a time: %.1f images/s", perSecond);
                return perSecond;
            }
        }
    }

    private void latencies(double perSecond, Map<String, Object> results) throws IOException, InterruptedException {
        int partitions = settings.mainPartitions();
        AtomicBoolean more = new AtomicBoolean(true);
        try (Rig rig = new Rig(partitions, sizes);
                StreamApp app = start(rig, "first")) {
            app.awaitRunning(READY);
            try (Meter meter = rig.meter(app::failure)) {
                Thread sender = new Thread(
                        () -> {
                            try {
                                images.publish(rig.kafka(), sizes, partitions, perSecond, more::get);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "sender");
                sender.start();
                try {
                    meter.latencies(WARM_UP.plus(WARM_UP));
                    meter.restart();
                    meter.latencies(settings.time());
                } finally {
                    more.set(false);
                    sender.join();
                }
                double p50 = meter.quantile(0.5);
                double p99 = meter.quantile(0.99);
                double batch =
                        settings.batching().maxBatch() * settings.batching().workers() * 1e3 / app.imagesPerSecond();
                say(
                        "latency at %.0f images/s, half load: p50 %.0f ms, p99 %.0f ms (batch delay + 2 full batches: %.0f ms)",
                        perSecond, p50, p99, settings.batching().maxDelay().toMillis() + 2 * batch);
                results.put("half_load_per_s", rounded(perSecond));
                results.put("p50_ms", p50);
                results.put("p99_ms", p99);
                results.put("max_delay_ms", settings.batching().maxDelay().toMillis());
                results.put("full_batch_ms", rounded(batch));
            }
        }
    }

    /** Publishes enough images for a measurement at this throughput. */
    private long backlog(Rig rig, int partitions, double perSecond) throws InterruptedException {
        Duration lasting = WARM_UP.plus(settings.time()).plus(LEFT_OVER);
        long wanted = (long) Math.ceil(perSecond * lasting.toMillis() / 1000);
        AtomicLong left = new AtomicLong(wanted);
        return images.publish(rig.kafka(), sizes, partitions, 0, () -> left.getAndDecrement() > 0);
    }

    private StreamApp start(Rig rig, String instance) {
        // The same images are repeated, so a cache of answers would bypass the engine.
        Operations operations = Operations.ofDefaults().withoutKnownAnswers();
        return StreamApp.start(config(rig, instance), open(), operations, PipelineListener.NONE);
    }

    private ServedModel open() {
        return settings.model()
                .map(file -> StreamApp.open(file, settings.device(), settings.intraOpThreads()))
                .orElseGet(StubEngine::served);
    }

    private StreamConfig config(Rig rig, String instance) {
        return new StreamConfig(
                rig.kafka(),
                "robustdx-bench",
                settings.model().orElse(Path.of("")),
                settings.device(),
                settings.threads(),
                settings.intraOpThreads(),
                settings.policies(),
                sizes,
                Optional.empty(),
                rig.state(instance),
                settings.guarantee(),
                new Batching(settings.batching(), images.meanBytes()),
                Optional.empty());
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
