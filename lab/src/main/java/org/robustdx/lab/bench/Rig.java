package org.robustdx.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;

/**
 * A broker with empty topics, a load generator and instances of the app, each in a process of its own, and their files
 * in a temporary folder. {@link #close} ends the processes and deletes the folder; so does the end of this process.
 */
final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Publishing may take as long as a bench: it ends when the load generator ends. */
    private static final Duration PUBLISHED = Duration.ofHours(1);

    /** The heap that Kafka's own start script gives a broker. */
    private static final List<String> BROKER_OPTIONS = List.of("-Xmx1g");

    private final AppSettings settings;
    private final Path folder;
    private final KafkaConnection kafka;
    private final List<TopicPartition> outputs;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Child broker;
    private final Child load;
    private final Thread atEnd = new Thread(this::clear, "clear");
    private long published;

    /**
     * Starts the broker and the load generator.
     *
     * @param images folder of the images that are published
     */
    Rig(int partitions, Path images, AppSettings settings) throws IOException, InterruptedException {
        this.settings = settings;
        folder = Files.createTempDirectory("robustdx-bench");
        Runtime.getRuntime().addShutdownHook(atEnd);
        boolean complete = false;
        try {
            broker = child(
                    "broker",
                    BROKER_OPTIONS,
                    BrokerMain.class,
                    List.of(folder.resolve("kafka-data").toString(), Integer.toString(partitions)));
            kafka = new KafkaConnection(
                    broker.await(BrokerMain.READY, PATIENCE).text().orElse(""), Map.of());
            load = child(
                    "load generator",
                    List.of(),
                    LoadMain.class,
                    List.of(kafka.bootstrapServers(), Integer.toString(partitions), images.toString()));
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), PATIENCE)) {
                outputs = topics.partitions(Topics.DIAGNOSES);
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private Child child(String name, List<String> options, Class<?> main, List<String> arguments) throws IOException {
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        Child child = Child.start("the " + name, log, options, main, arguments);
        children.add(child);
        return child;
    }

    /** Starts an instance of the app. It answers {@link AppMain#READY} when it is running. */
    Child app(String instance) throws IOException {
        return instance(instance, AppMain.class);
    }

    /** Starts an instance of the naive app. */
    Child naive() throws IOException {
        return instance("naive app", NaiveMain.class);
    }

    private Child instance(String name, Class<?> main) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(kafka.bootstrapServers());
        arguments.add(folder.resolve("state-" + name.replace(' ', '-')).toString());
        arguments.addAll(settings.arguments());
        return child(name, List.of(), main, arguments);
    }

    /** Returns the processes by name, with this one as the reader of outcomes. */
    Map<String, ProcessHandle> processes(Child app) {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        processes.put("app", app.handle());
        processes.put("broker", broker.handle());
        processes.put("load_generator", load.handle());
        processes.put("reader", ProcessHandle.current());
        return processes;
    }

    /** Publishes images without a limit of the rate, and waits until the broker has them. */
    void publish(long count) throws InterruptedException {
        load.order(LoadMain.PUBLISH + " " + count);
        awaitSent();
    }

    /** Begins to publish images at a rate, until {@link #stop}. */
    void pace(double perSecond) {
        load.order(String.format(Locale.ROOT, "%s %.3f", LoadMain.PACE, perSecond));
    }

    /** Ends {@link #pace}. */
    void stop() throws InterruptedException {
        load.order(LoadMain.STOP);
        awaitSent();
    }

    private void awaitSent() throws InterruptedException {
        published += Long.parseLong(load.await(LoadMain.SENT, PUBLISHED).text().orElse("0"));
    }

    /** Returns the number of images that have been published. */
    long published() {
        return published;
    }

    /**
     * Opens a reader of the outcomes, from the first one.
     *
     * @param failure returns why the app stopped; empty while it runs
     */
    Meter meter(Supplier<Optional<String>> failure) {
        return new Meter(kafka, SizeLimits.ofDefaults(), outputs, () -> failure.get()
                .or(load::failure)
                .or(broker::failure));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            return; // The process is ending, and the hook does it.
        }
        clear();
    }

    private void clear() {
        children.forEach(Child::kill);
        children.forEach(Child::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The operating system cleans up temporary folders.
        }
    }
}
