package org.robustdx.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.classify.Classifier;
import org.robustdx.stream.classify.ImageSources;
import org.robustdx.stream.classify.NamedImage;
import org.robustdx.stream.classify.ResultLines;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Measures {@code classify} on many images against its bound. Each round measures, one after the other, on the same
 * threads: reading and decoding alone, the engine alone in full batches, and {@code classify} with its file of results. The
 * bound is the least of three rates: of decoding alone, of the engine alone, and of the processors if they do nothing
 * but the work of both.
 */
public final class ClassifyBench {
    private static final Raster[] NONE = {};

    private final ClassifyBenchSettings settings;
    private final PrintWriter out;

    /** Creates a benchmark that prints its progress to {@code out}. */
    public ClassifyBench(ClassifyBenchSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** One round. */
    private record Round(Throughput decode, Throughput engine, Throughput classify) {
        double bound() {
            // Other programs may leave less than all processors: what the more demanding measurement got is what there
            // is.
            double processors = Math.max(decode.processors(), engine.processors());
            double shared = processors / Math.max(1e-9, decode.processorSeconds() + engine.processorSeconds());
            return Math.min(shared, Math.min(decode.perSecond(), engine.perSecond()));
        }

        double ratio() {
            return classify.perSecond() / bound();
        }

        /** Processor time of decoding and engine, as a part of that of classify. Other programs disturb it less. */
        double processorRatio() {
            return (decode.processorSeconds() + engine.processorSeconds())
                    / Math.max(1e-9, classify.processorSeconds());
        }
    }

    /**
     * Runs all rounds and returns the medians by name.
     *
     * @throws UserException if the folder contains an image that cannot be decoded, or the engine fails
     */
    public Map<String, Object> run() throws IOException, InterruptedException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        say("load of the machine before the start: %.1f on %d processors", load, processors);
        Path results = Files.createTempFile("robustdx-classify", ".jsonl");
        List<Round> rounds = new ArrayList<>();
        try (ImageSources sources = ImageSources.open(List.of(settings.images().toString()), roots -> {
                    throw new IllegalStateException();
                });
                ServedModel model = settings.open();
                Classifier classifier = new Classifier(model, TaskPolicies.ofModels(), settings.pipeline());
                PrintWriter file = new PrintWriter(Files.newBufferedWriter(results, StandardCharsets.UTF_8))) {
            List<NamedImage> images = sources.images();
            Raster[] prepared = images.stream()
                    .map(image -> prepared(image, model.engine()))
                    .toList()
                    .toArray(NONE);
            for (int i = 0; i <= settings.rounds(); i++) {
                Throughput decode = decode(images, model.engine());
                Throughput engine = engine(prepared, model.engine());
                double expected = Math.min(decode.perSecond(), engine.perSecond());
                Throughput classify = classify(
                        classifier,
                        images,
                        (int) Math.ceil(expected * settings.time().toMillis() / 1000),
                        new ResultLines(file));
                Round round = new Round(decode, engine, classify);
                say(
                        "%s: decode %.1f, engine %.1f, bound %.1f, classify %.1f images/s: %.2f of the bound;"
                                + " processor time %.2f",
                        i == 0 ? "warm-up" : "round " + i,
                        decode.perSecond(),
                        engine.perSecond(),
                        round.bound(),
                        classify.perSecond(),
                        round.ratio(),
                        round.processorRatio());
                if (i > 0) {
                    rounds.add(round);
                }
            }
        } finally {
            Files.delete(results);
        }
        return json(rounds, load, processors);
    }

    private Map<String, Object> json(List<Round> rounds, double load, int processors) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load_before", load);
        json.put("processors", processors);
        json.put("engine", settings.model().isPresent() ? "model" : "stub");
        json.put("workers", settings.pipeline().workers());
        json.put("intra_op_threads", settings.intraOpThreads());
        json.put("decode_per_s", median(rounds, round -> round.decode().perSecond()));
        json.put(
                "decode_processor_ms",
                median(rounds, round -> 1e3 * round.decode().processorSeconds()));
        json.put("engine_per_s", median(rounds, round -> round.engine().perSecond()));
        json.put(
                "engine_processor_ms",
                median(rounds, round -> 1e3 * round.engine().processorSeconds()));
        json.put("bound_per_s", median(rounds, Round::bound));
        json.put("classify_per_s", median(rounds, round -> round.classify().perSecond()));
        json.put(
                "classify_processor_ms",
                median(rounds, round -> 1e3 * round.classify().processorSeconds()));
        json.put("ratio", median(rounds, Round::ratio));
        json.put("processor_ratio", median(rounds, Round::processorRatio));
        json.put("ratios", rounds.stream().map(round -> rounded(round.ratio())).toList());
        return json;
    }

    private Throughput decode(List<NamedImage> images, BatchEngine engine) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Throughput.Work work = () -> {
            prepared(images.get(Math.floorMod(next.getAndIncrement(), images.size())), engine);
            return 1;
        };
        return Throughput.of(
                Stream.generate(() -> work)
                        .limit(settings.pipeline().decodeThreads())
                        .toList(),
                settings.time());
    }

    private static Raster prepared(NamedImage image, BatchEngine engine) {
        ContentResult content = image.content().get();
        DecodeResult result = content instanceof ContentResult.Found found
                ? ImageDecoders.standard().decode(found.bytes(), DecodeLimits.ofDefaults())
                : new DecodeResult.Refused(DecodeResult.Reason.EMPTY, "cannot be read");
        if (result instanceof DecodeResult.Refused refused) {
            throw UserException.badInput("images: %s: %s".formatted(image.file(), refused.message()));
        }
        return engine.prepare(((DecodeResult.Decoded) result).raster());
    }

    private Throughput engine(Raster[] prepared, BatchEngine engine) throws InterruptedException {
        int size = settings.pipeline().maxBatch();
        List<BatchEngine.Batch> batches = new ArrayList<>();
        try {
            for (int i = 0; i < settings.pipeline().workers(); i++) {
                batches.add(engine.batch(size));
            }
            return Throughput.of(
                    batches.stream().map(batch -> run(batch, prepared, size)).toList(), settings.time());
        } finally {
            batches.forEach(BatchEngine.Batch::close);
        }
    }

    private static Throughput.Work run(BatchEngine.Batch batch, Raster[] prepared, int size) {
        return () -> {
            for (int i = 0; i < size; i++) {
                batch.put(i, prepared[i % prepared.length]);
            }
            batch.run();
            return size;
        };
    }

    private static Throughput classify(Classifier classifier, List<NamedImage> images, int count, ResultLines lines)
            throws InterruptedException {
        Throughput.Clock clock = new Throughput.Clock();
        Iterable<NamedImage> many = () -> IntStream.range(0, count)
                .mapToObj(i -> images.get(i % images.size()))
                .iterator();
        classifier.classify(many, lines);
        return clock.after(count);
    }

    private static double median(List<Round> rounds, Function<Round, Double> value) {
        return rounded(Median.of(rounds.stream().mapToDouble(value::apply).toArray()));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
