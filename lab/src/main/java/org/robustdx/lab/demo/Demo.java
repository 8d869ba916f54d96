package org.robustdx.lab.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.console.app.ConsoleApp;
import org.robustdx.console.app.Trial;
import org.robustdx.inference.model.Device;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.publish.FolderPublisher;
import org.robustdx.stream.publish.PublishReport;
import org.robustdx.stream.watch.Count;
import org.robustdx.stream.watch.Terminal;

/**
 * The whole system in one process: a broker in a temporary folder, the app, a folder of images in, and the account of
 * what came out.
 */
public final class Demo {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PARTITIONS = 2;
    private static final int SAMPLES = 5;

    private final Settings settings;
    private final PrintWriter out;

    /**
     * What to run.
     *
     * @param model the ONNX file
     * @param images the folder
     * @param device where the model runs
     * @param threads stream threads
     * @param policies when images are flagged
     * @param sizes limits on records
     * @param deadline longest time from the first image in to the last outcome out
     * @param console port of the triage console, 0 for a free one; empty for none
     */
    public record Settings(
            Path model,
            Path images,
            Device device,
            int threads,
            TaskPolicies policies,
            SizeLimits sizes,
            Duration deadline,
            OptionalInt console) {}

    /**
     * What came of it.
     *
     * @param json the summary as JSON
     * @param failure what went wrong, in one line, if anything did
     */
    public record Result(String json, Optional<String> failure) {}

    /** Creates a demo that tells its progress to {@code out}. */
    public Demo(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs it. With a console, it stays until the process is stopped.
     *
     * @param done is told what came of it, once the last outcome is there
     * @throws UserException if the model or the images are not usable, or the app stops
     */
    public Result run(Consumer<Result> done) throws IOException, InterruptedException {
        ImageFolder folder = ImageFolder.read(settings.images());
        Manifest manifest = Manifest.of(folder.root());
        Path work = Files.createTempDirectory("robustdx-demo");
        try {
            return run(folder, manifest, work, done);
        } finally {
            delete(work);
        }
    }

    private Result run(ImageFolder folder, Manifest manifest, Path work, Consumer<Result> done)
            throws IOException, InterruptedException {
        say("Starting a broker in this process ...");
        try (EmbeddedBroker broker = EmbeddedBroker.start(work, 0, settings.sizes())) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
                topics.create(PARTITIONS, (short) 1, settings.sizes());
                try (StreamApp app = StreamApp.start(config(kafka, work))) {
                    app.awaitRunning(READY);
                    say("Model: " + app.modelLine());
                    if (settings.console().isEmpty()) {
                        return told(streamed(folder, manifest, kafka, topics, app), done);
                    }
                    topics.createCompacted(Topics.REVIEWS, (short) 1);
                    Trial trial = Trial.create();
                    try (ConsoleApp console = trial.start(
                            kafka, settings.sizes(), settings.console().getAsInt())) {
                        Runtime.getRuntime().addShutdownHook(new Thread(console::close, "stop"));
                        String address = "https://127.0.0.1:%d/".formatted(console.port());
                        say(trial.shown());
                        say("Open %s (your browser warns of its certificate, which this demo has made)"
                                .formatted(address));
                        Result result = told(streamed(folder, manifest, kafka, topics, app), done);
                        say("\nDecide about the alerts on %s with the password above. Ctrl-C ends the demo."
                                .formatted(address));
                        console.awaitEnd();
                        return result;
                    }
                }
            }
        }
    }

    private static Result told(Result result, Consumer<Result> done) {
        done.accept(result);
        return result;
    }

    private StreamConfig config(KafkaConnection kafka, Path work) {
        return new StreamConfig(
                kafka,
                "robustdx-demo",
                settings.model(),
                settings.device(),
                settings.threads(),
                1,
                settings.policies(),
                settings.sizes(),
                Optional.empty(),
                work.resolve("streams"),
                ProcessingGuarantee.EXACTLY_ONCE_V2,
                Batching.ofDefaults(),
                Optional.empty());
    }

    private Result streamed(
            ImageFolder folder, Manifest manifest, KafkaConnection kafka, TopicAdmin topics, StreamApp app)
            throws InterruptedException {
        List<TopicPartition> outputs = Stream.of(
                        Topics.DIAGNOSES, Topics.ADVERSARIAL_ALERTS, Topics.OUT_OF_SCOPE_ALERTS, Topics.DEAD_LETTERS)
                .flatMap(topic -> topics.partitions(topic).stream())
                .toList();
        long start = System.nanoTime();
        PublishReport report;
        try (FolderPublisher publisher = new FolderPublisher(kafka, settings.sizes())) {
            say("Publishing %s from %s ...".formatted(Count.of(folder.files().size(), "file"), folder.root()));
            report = publisher.publish(folder, new FolderPublisher.Options("demo", app.task(), 1, 0), () -> {});
        }
        report.failures().forEach(failure -> say("  not published: " + failure));
        Ledger ledger = new Ledger(report.published());
        try (TopicReader reader = TopicReader.open(kafka, settings.sizes(), outputs, true)) {
            collect(ledger, reader, app, start);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Summary summary = Summary.of(report.published(), manifest, ledger, seconds);
        show(ledger, summary);
        return new Result(summary.json(), failure(summary, ledger, report));
    }

    private void collect(Ledger ledger, TopicReader reader, StreamApp app, long start) {
        long deadline = start + settings.deadline().toNanos();
        int told = 0;
        boolean complete = false;
        while (System.nanoTime() < deadline && !complete) {
            for (ConsumerRecord<byte[], byte[]> message : reader.poll(POLL)) {
                ledger.enter(message);
            }
            app.failure().ifPresent(why -> {
                throw UserException.failed(why);
            });
            if (ledger.settled() >= told + 500) {
                told = ledger.settled();
                say("  %s accounted for, %d to come".formatted(Count.of(told, "image"), ledger.missing()));
            }
            // To the end of what is committed, so that an outcome too many would be seen.
            complete = ledger.complete() && reader.atEnd();
        }
    }

    private Optional<String> failure(Summary summary, Ledger ledger, PublishReport report) {
        if (!report.failures().isEmpty()) {
            return Optional.of("%d of %d files were not published"
                    .formatted(report.failures().size(), report.failures().size() + summary.images()));
        }
        if (ledger.missing() > 0) {
            return Optional.of("%d of %d images are not accounted for after %d s"
                    .formatted(
                            ledger.missing(),
                            summary.images(),
                            settings.deadline().toSeconds()));
        }
        if (!summary.balanced() || ledger.unexpected() > 0) {
            return Optional.of("%d outcomes are one too many".formatted(ledger.unexpected()));
        }
        return Optional.empty();
    }

    private void show(Ledger ledger, Summary summary) {
        Terminal table = new Terminal(out);
        say("\nSome diagnoses:");
        ledger.diagnoses().values().stream()
                .filter(diagnosis -> !Ledger.flagged(diagnosis) && !Ledger.outOfScope(diagnosis))
                .sorted(Comparator.comparing(Diagnosis::getImageId))
                .limit(SAMPLES)
                .forEach(table::diagnosis);
        if (!ledger.alerts().isEmpty()) {
            say("\nSome of %s:".formatted(Count.of(ledger.alerts().size(), "alert")));
            ledger.alerts().stream()
                    .sorted(Comparator.comparing(alert -> alert.getImageId()))
                    .limit(SAMPLES)
                    .forEach(table::alert);
        }
        if (!ledger.outOfScopeAlerts().isEmpty()) {
            say("\nSome of %s out of scope, which get no label:"
                    .formatted(Count.of(ledger.outOfScopeAlerts().size(), "image")));
            ledger.outOfScopeAlerts().stream()
                    .sorted(Comparator.comparingDouble(Demo::familiarity))
                    .limit(SAMPLES)
                    .forEach(table::outOfScope);
        }
        if (!ledger.letterLines().isEmpty()) {
            say("\nSome of %s:".formatted(Count.of(ledger.letterLines().size(), "dead letter")));
            ledger.letterLines().stream()
                    .sorted(Comparator.comparing(Ledger.LetterLine::imageId))
                    .limit(SAMPLES)
                    .forEach(letter -> say(String.format(
                            Locale.ROOT,
                            "  %-30s %-22s %s",
                            Terminal.clean(letter.imageId(), 30),
                            letter.reason(),
                            Terminal.clean(letter.message(), 100))));
        }
        say("\nSummary:");
        summary.lines().forEach(this::say);
    }

    /** The images that differ most come first: small p-values are often equal, scores are not. */
    private static double familiarity(OutOfScopeAlert alert) {
        return -alert.getReadings().stream()
                .mapToDouble(reading -> reading.getScore())
                .max()
                .orElse(0);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static void delete(Path work) {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A temporary folder that stays is the system's to clean.
        }
    }
}
