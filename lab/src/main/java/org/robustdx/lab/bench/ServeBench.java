package org.robustdx.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.images.EncodedImages;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Measures the app's throughput and compares it with its ceiling: decoding and engine without Kafka, on the same number
 * of threads. Also measures latencies, and the first seconds after the app's start.
 *
 * <p>Measures, in this order: the ceiling; the app, from images in the topic to a consumer of committed outcomes, with
 * each number of partitions; latencies of the warm app at half load and, on request, over the load; two instances; a
 * naive app without batches. Broker, load generator and apps run in processes of their own; this process reads the
 * outcomes.
 */
public final class ServeBench {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LEFT_OVER = Duration.ofSeconds(5);

    /** Limit of the images that lie in the topic, so that they fit on the disk. */
    private static final long MOST_BACKLOG_BYTES = 4L << 30;

    private static final long MEGABYTE = 1 << 20;

    private final BenchSettings settings;
    private final AppSettings app;
    private final EncodedImages images;
    private final PrintWriter out;

    /** Creates a benchmark that prints its progress to {@code out}. */
    public ServeBench(BenchSettings settings, PrintWriter out) throws IOException {
        this.settings = settings;
        this.images = EncodedImages.of(settings.images(), DecodeLimits.ofDefaults());
        this.app = settings.app().withImageBytes(images.meanBytes());
        this.out = out;
    }

    /**
     * Runs all measurements and returns the results by name.
     *
     * @throws UserException if a process fails, or the app produces no outcomes
     */
    public Map<String, Object> run() throws IOException, InterruptedException {
        Map<String, Object> results = new LinkedHashMap<>();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        say("load of the machine before the start: %.1f on %d processors", load, processors);
        results.put("load_before", load);
        results.put("processors", processors);
        results.put("engine", app.model().isPresent() ? "model" : "stub");
        if (app.model().isEmpty()) {
            results.put("stub_call_ms", app.stub().perCall().toNanos() / 1e6);
            results.put("stub_image_ms", app.stub().perImage().toNanos() / 1e6);
        }
        results.put("workers", app.batching().workers());
        results.put("intra_op_threads", app.intraOpThreads());
        results.put("processing_guarantee", app.guarantee().kafkaName());
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
        double naive = naive(ceiling);
        results.put("naive_per_s", rounded(naive));
        results.put("end_to_end_of_naive", rounded(main / naive));
        return results;
    }

    private double ceiling(Map<String, Object> results) throws InterruptedException {
        double best = 0;
        int bestBatch = 0;
        try (ServedModel model = app.open()) {
            PipelineOptions given = app.batching();
            List<Integer> sizes = List.of(given.maxBatch(), given.maxBatch() / 2, given.maxBatch() / 4).stream()
                    .filter(size -> size > 0)
                    .distinct()
                    .toList();
            for (int size : sizes) {
                double perSecond = Ceiling.perSecond(
                        model.engine(),
                        app.policies().of(model.engine().metadata()),
                        new PipelineOptions(size, given.maxDelay(), given.decodeThreads(), given.workers())
                                .withDecoding(given.decoding()),
                        images,
                        settings.warmUp(),
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

    /** Measures the app from a cold start to the end of its warm measurement, then its latencies on the main partitions. */
    private double endToEnd(int partitions, double ceiling, Map<String, Object> results)
            throws IOException, InterruptedException {
        try (Rig rig = rig(partitions)) {
            publish(rig, ceiling);
            Child first = rig.app("first instance");
            try (Meter meter = rig.meter(first::failure)) {
                Timeline outcomes = new Timeline();
                WarmUp warmUp = meter.warmUp(settings.warmUp(), rig.published(), outcomes);
                long ready = first.await(AppMain.READY, PATIENCE).nanos();
                AppMain.Counters before = counters(first);
                ProcessorTimes usedBefore = ProcessorTimes.of(rig.processes(first));
                long base = meter.count();
                double perSecond = meter.perSecond(settings.time(), rig.published());
                Map<String, Double> processor =
                        ProcessorTimes.of(rig.processes(first)).millisPerImage(usedBefore, meter.count() - base);
                AppMain.Counters after = counters(first);
                double fill =
                        (after.images() - before.images()) / (double) Math.max(1, after.batches() - before.batches());
                long grown = Math.round((after.residentBytes() - before.residentBytes()) / MEGABYTE);
                say(
                        "end to end, %d partitions: %.1f images/s (%.0f %% of the ceiling), mean batch %.1f, %d misses, RSS"
                                + " %+d MB; warm-up %.1f s, %s",
                        partitions,
                        perSecond,
                        100 * perSecond / ceiling,
                        fill,
                        after.misses(),
                        grown,
                        warmUp.seconds(),
                        warmUp.isSteady() ? "steady" : "NOT steady");
                say("  %s", ProcessorTimes.shown(processor));
                ColdStart cold = ColdStart.of(first.started(), ready, outcomes, perSecond);
                say("  %s", cold.line());
                if (partitions == settings.mainPartitions()) {
                    results.put("warm_up_s", rounded(warmUp.seconds()));
                    results.put("steady", warmUp.isSteady());
                    results.put("cold_start", cold.json());
                    results.put("mean_batch", rounded(fill));
                    results.put("misses", after.misses());
                    results.put("rss_growth_mb", grown);
                    results.put("processor_ms_per_image", processor);
                    latencies(
                            new LatencyBench(rig, meter, first, settings.warmUp(), settings.time()),
                            perSecond,
                            ceiling,
                            after.enginePerSecond(),
                            results);
                }
                return perSecond;
            }
        }
    }

    private static AppMain.Counters counters(Child instance) throws InterruptedException {
        instance.order(AppMain.COUNTERS);
        return AppMain.Counters.of(
                instance.await(AppMain.COUNTERS, PATIENCE).text().orElse(""));
    }

    private void latencies(
            LatencyBench bench, double endToEnd, double ceiling, double enginePerSecond, Map<String, Object> results)
            throws IOException, InterruptedException {
        LatencyLevel half = bench.at(endToEnd / 2);
        long delay = app.batching().maxDelay().toMillis();
        double batch = app.batching().maxBatch() * app.batching().workers() * 1e3 / enginePerSecond;
        say(
                "latency at %.0f images/s, half load: p50 %.0f ms, p99 %.0f ms (batch delay + 2 full batches: %.0f ms)",
                half.offered(), half.p50(), half.p99(), delay + 2 * batch);
        say("  %s", half.stages().line());
        say("  %s", ProcessorTimes.shown(half.processor()));
        results.put("half_load_per_s", rounded(half.offered()));
        results.put("p50_ms", half.p50());
        results.put("p99_ms", half.p99());
        results.put("half_load_stages_ms", half.stages().json());
        results.put("half_load_processor_ms_per_image", half.processor());
        results.put("max_delay_ms", delay);
        results.put("full_batch_ms", rounded(batch));
        if (settings.curve().isPresent()) {
            curve(bench, ceiling, settings.curve().get(), results);
        }
    }

    private void curve(LatencyBench bench, double ceiling, Path file, Map<String, Object> results)
            throws IOException, InterruptedException {
        List<LatencyLevel> levels = bench.curve(
                ceiling,
                level -> say(
                        "latency at %3.0f %% of the ceiling: p50 %4.0f ms, p99 %4.0f ms%s",
                        level.percentOf(ceiling),
                        level.p50(),
                        level.p99(),
                        level.isSustained() ? "" : "; the app does not keep up with this load"));
        results.put(
                "latency_curve",
                levels.stream().map(level -> level.json(ceiling)).toList());
        if (CurvePlot.draw(levels, ceiling, file)) {
            say("latency over load: %s", file);
        }
    }

    /** Measures two instances, after both are running. */
    private double secondInstance(double ceiling) throws IOException, InterruptedException {
        int partitions = settings.mainPartitions();
        if (partitions < 2) {
            say("two instances: not measured (expected: at least 2 partitions)");
            return 0;
        }
        try (Rig rig = rig(partitions)) {
            Child first = rig.app("first instance");
            Child second = rig.app("second instance");
            first.await(AppMain.READY, PATIENCE);
            second.await(AppMain.READY, PATIENCE);
            publish(rig, 2 * ceiling);
            try (Meter meter = rig.meter(() -> first.failure().or(second::failure))) {
                double perSecond = warm(meter, rig);
                say("two instances, %d partitions: %.1f images/s", partitions, perSecond);
                return perSecond;
            }
        }
    }

    private double naive(double ceiling) throws IOException, InterruptedException {
        try (Rig rig = rig(settings.mainPartitions())) {
            publish(rig, app.mostOneByOne(ceiling));
            Child naive = rig.naive();
            try (Meter meter = rig.meter(naive::failure)) {
                double perSecond = warm(meter, rig);
                say("naive app, one image at a time: %.1f images/s", perSecond);
                return perSecond;
            }
        }
    }

    private double warm(Meter meter, Rig rig) {
        meter.warmUp(settings.warmUp(), rig.published(), new Timeline());
        return meter.perSecond(settings.time(), rig.published());
    }

    private Rig rig(int partitions) throws IOException, InterruptedException {
        return new Rig(partitions, settings.images(), app);
    }

    /** Publishes enough images for the longest warm-up and a measurement at this throughput. */
    private void publish(Rig rig, double perSecond) throws InterruptedException {
        Duration lasting = settings.warmUp().plus(settings.time()).plus(LEFT_OVER);
        long wanted = (long) Math.ceil(perSecond * lasting.toMillis() / 1000);
        rig.publish(Math.min(wanted, MOST_BACKLOG_BYTES / images.meanBytes()));
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
