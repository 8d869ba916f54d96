package org.robustdx.gateway.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryFormat;
import picocli.CommandLine.Option;

/** The options that name the cluster. They are called as those of {@code stream}. */
final class ConnectionOptions {
    private static final String KAFKA = "kafka.";

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Kafka brokers to begin with, separated by commas (default: localhost:9092).")
    private String bootstrapServers = "localhost:9092";

    @Option(
            names = "--kafka-property",
            paramLabel = "NAME=VALUE",
            description =
                    "A property for Kafka's clients, such as those of TLS and SASL; repeatable. Secrets belong into"
                            + " the file of --config.")
    private Map<String, String> kafkaProperties = new TreeMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with properties for Kafka's clients, named kafka.NAME.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--max-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + SizeLimits.DEFAULT_MAX_IMAGE_BYTES,
            description = "Largest image in a message (default: ${DEFAULT-VALUE}).")
    private int maxImageBytes;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Longest wait for the first answer from the brokers (default: ${DEFAULT-VALUE}).")
    private int connectTimeout;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Schema registry whose format messages are written in (default: none).")
    private Optional<URI> schemaRegistry = Optional.empty();

    KafkaConnection kafka() {
        Map<String, String> properties = new TreeMap<>();
        config.ifPresent(file -> properties.putAll(read(file)));
        properties.putAll(kafkaProperties);
        return new KafkaConnection(bootstrapServers, properties);
    }

    private static Map<String, String> read(Path file) {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw UserException.badInput("config: %s (expected: a properties file that can be read)".formatted(file));
        }
        Map<String, String> properties = new TreeMap<>();
        for (String name : read.stringPropertyNames()) {
            if (!name.startsWith(KAFKA)) {
                throw UserException.badInput(
                        "config: %s: %s (expected: names that begin with kafka.)".formatted(file, name));
            }
            properties.put(
                    name.substring(KAFKA.length()), read.getProperty(name, "").strip());
        }
        return properties;
    }

    SizeLimits sizes() {
        return new SizeLimits(maxImageBytes);
    }

    Duration timeout() {
        if (connectTimeout < 1 || connectTimeout > 3600) {
            throw new IllegalArgumentException("connect-timeout: %d (expected: 1 to 3600)".formatted(connectTimeout));
        }
        return Duration.ofSeconds(connectTimeout);
    }

    MessageFormat format() {
        return schemaRegistry.<MessageFormat>map(RegistryFormat::of).orElse(MessageFormat.SINGLE_OBJECT);
    }
}
