package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.trainer.redteam.KafkaChannel;
import picocli.CommandLine.Option;

/** The arguments of an attack on a running app. */
final class KafkaTarget {
    /** The target of an attack. */
    private enum Target {
        MODEL,
        KAFKA
    }

    @Option(
            names = "--target",
            defaultValue = "MODEL",
            paramLabel = "WHAT",
            description =
                    "model (the file), or kafka: a running app, which the attack queries through its topics; --model"
                            + " then only names classes and image size (default: model).")
    private Target target;

    @Option(
            names = "--i-own-this-system",
            description =
                    "For --target kafka: states that you may attack this system. The attack does not start without"
                            + " it.")
    private boolean owned;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "For --target kafka: initial Kafka brokers (default: ${DEFAULT-VALUE}).")
    private String servers = "";

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "For --target kafka: properties of Kafka's clients, for example for TLS or SASL.")
    private @Nullable Path config;

    @Option(
            names = "--max-queries",
            defaultValue = "1000",
            paramLabel = "N",
            description = "For --target kafka: queries of all images together, at most (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--query-rate",
            defaultValue = "10",
            paramLabel = "N",
            description = "For --target kafka: queries per second, at most (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--query-source",
            defaultValue = "red-team",
            paramLabel = "NAME",
            description = "For --target kafka: source of the images, under which the app sees them (default:"
                    + " ${DEFAULT-VALUE}).")
    private String source = "";

    @Option(
            names = "--answer-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "For --target kafka: longest wait for the answers to a group of queries (default:"
                    + " ${DEFAULT-VALUE}).")
    private double answerSeconds;

    @Option(
            names = "--alert-wait",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "For --target kafka: longest wait for a campaign alert after the last query (default:"
                    + " ${DEFAULT-VALUE}).")
    private double alertSeconds;

    /** Returns whether a running app is attacked. */
    boolean chosen() {
        return target == Target.KAFKA;
    }

    /** Checks the limits, and that the user declares to own the attacked system. */
    void check() throws UsageException {
        if (!owned) {
            throw new UsageException("target: kafka without --i-own-this-system (expected: that you may attack this"
                    + " system, stated by this option)");
        }
        if (most < 1) {
            throw new UsageException("max-queries: " + most + " (expected: >= 1)");
        }
        if (!(alertSeconds >= 0 && alertSeconds <= 86_400)) {
            throw new UsageException("alert-wait: " + alertSeconds + " (expected: 0 <= alert-wait <= 86400)");
        }
        UsageException.check(
                () -> new KafkaChannel.Settings(connection(Map.of()), source, "", List.of(), rate, answerSeconds));
    }

    /** Returns the settings of the channel. */
    KafkaChannel.Settings settings(String task, List<String> classes) throws UsageException, IOException {
        Map<String, String> properties = new TreeMap<>();
        if (config != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(config)) {
                file.load(reader);
            }
            file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        }
        return UsageException.check(
                () -> new KafkaChannel.Settings(connection(properties), source, task, classes, rate, answerSeconds));
    }

    private KafkaConnection connection(Map<String, String> properties) {
        return new KafkaConnection(servers, properties);
    }

    /** Returns the largest number of queries. */
    int most() {
        return most;
    }

    /** Returns the longest wait for a campaign alert. */
    double alertSeconds() {
        return alertSeconds;
    }
}
