package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.metrics.ProcessStatus;

/** An instance of the app, in a process of its own. */
final class AppMain {
    /** Answer: the app is running and has its partitions. */
    static final String READY = "ready";

    /** Order: tell what images have spent in the pipeline. */
    static final String TIMES = "times";

    /** Order: tell the counters. */
    static final String COUNTERS = "counters";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private AppMain() {}

    /**
     * What the app has counted since its start.
     *
     * @param batches batches
     * @param images images in them
     * @param misses images that the read-ahead missed
     * @param residentBytes its resident memory; NaN if the system does not tell it
     * @param enginePerSecond throughput of its engine in full batches, in images per second
     */
    record Counters(long batches, long images, long misses, double residentBytes, double enginePerSecond) {
        /** Returns the counters as an answer. */
        String answer() {
            return "%s %d %d %d %s %s".formatted(COUNTERS, batches, images, misses, residentBytes, enginePerSecond);
        }

        /** Returns the counters of an answer without its first word. */
        static Counters of(String answer) {
            String[] values = answer.split(" ", -1);
            return new Counters(
                    Long.parseLong(values[0]),
                    Long.parseLong(values[1]),
                    Long.parseLong(values[2]),
                    Double.parseDouble(values[3]),
                    Double.parseDouble(values[4]));
        }
    }

    /** Arguments: brokers, state folder, settings. */
    public static void main(String[] args) throws InterruptedException {
        Orders orders = Orders.listen();
        AppSettings settings = AppSettings.of(List.of(args).subList(2, args.length));
        // The same images are repeated, so a cache of answers would bypass the engine.
        Operations operations = Operations.ofDefaults().withoutKnownAnswers();
        PipelineTimes.Clock clock = new PipelineTimes.Clock();
        try {
            StreamApp app = StreamApp.start(
                    settings.config(new KafkaConnection(args[0], Map.of()), Path.of(args[1])),
                    settings.open(),
                    operations,
                    clock);
            Thread end = new Thread(() -> watch(app, orders), "end");
            end.setDaemon(true);
            end.start();
            app.awaitRunning(PATIENCE);
            orders.answer(READY);
            while (true) {
                if (orders.next().equals(TIMES)) {
                    orders.answer(TIMES + " " + clock.times().text());
                } else {
                    orders.answer(counters(app).answer());
                }
            }
        } catch (UserException | IllegalArgumentException e) {
            orders.fail(String.valueOf(e.getMessage()));
        }
    }

    private static void watch(StreamApp app, Orders orders) {
        try {
            app.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        orders.fail(app.failure().orElse("the stream stopped"));
    }

    private static Counters counters(StreamApp app) {
        return new Counters(
                app.pipeline().batches(),
                app.pipeline().batchedImages(),
                app.readAhead().misses(),
                ProcessStatus.residentBytes(),
                app.imagesPerSecond());
    }
}
