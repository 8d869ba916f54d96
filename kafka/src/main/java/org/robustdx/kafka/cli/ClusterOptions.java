package org.robustdx.kafka.cli;

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

/** The options that name the cluster, under the names that {@code stream} uses. A command has them as a mixin. */
public final class ClusterOptions {
    private static final String KAFKA = "kafka.";

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Initial Kafka brokers, separated by commas (default: localhost:9092).")
    private String bootstrapServers = "localhost:9092";

    @Option(
            names = "--kafka-property",
            paramLabel = "NAME=VALUE",
            description =
                    "Property of Kafka's clients, for example for TLS or SASL; may be repeated. Put secrets in the file of"
                            + " --config.")
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
            description = "Maximum size of an image in a message (default: ${DEFAULT-VALUE}).")
    private int maxImageBytes;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Maximum wait for the first answer of the brokers (default: ${DEFAULT-VALUE}).")
    private int connectTimeout;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description =
                    "Schema registry; messages are written in its format (default: none, single-object encoding).")
    private Optional<URI> schemaRegistry = Optional.empty();

    /**
     * Returns the connection. Properties of the command line take precedence over those of the file.
     *
     * @throws UserException if the file cannot be read, or has a name that does not begin with {@code kafka.}
     */
    public KafkaConnection kafka() {
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

    /**
     * Returns the limits that follow from the largest image.
     *
     * @throws IllegalArgumentException if the size is out of its range
     */
    public SizeLimits sizes() {
        return new SizeLimits(maxImageBytes);
    }

    /**
     * Returns the maximum wait for the first answer of the brokers.
     *
     * @throws IllegalArgumentException if it is not 1 s to 1 h
     */
    public Duration timeout() {
        if (connectTimeout < 1 || connectTimeout > 3600) {
            throw new IllegalArgumentException("connect-timeout: %d (expected: 1 to 3600)".formatted(connectTimeout));
        }
        return Duration.ofSeconds(connectTimeout);
    }

    /** Returns the format of messages: that of the schema registry, or single-object encoding without one. */
    public MessageFormat format() {
        return schemaRegistry.<MessageFormat>map(RegistryFormat::of).orElse(MessageFormat.SINGLE_OBJECT);
    }
}
