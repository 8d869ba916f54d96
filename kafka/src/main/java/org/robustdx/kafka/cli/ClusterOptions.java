package org.robustdx.kafka.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the connection to a cluster. A command has them as a mixin. */
public final class ClusterOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Initial Kafka brokers, separated by commas (default: localhost:9092).")
    private String bootstrapServers = "";

    @Option(
            names = "--kafka-property",
            paramLabel = "NAME=VALUE",
            description = "Property of Kafka's clients, for example for TLS or SASL; may be repeated. In the --config"
                    + " file, it is named kafka.NAME. Put secrets there.")
    private Map<String, String> kafkaProperties = new TreeMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with settings that have the options' names. The environment (ROBUSTDX_NAME)"
                    + " and the command line take precedence.")
    @SuppressWarnings("UnusedVariable") // Settings reads the file before picocli parses the other options.
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--max-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + SizeLimits.DEFAULT_MAX_IMAGE_BYTES,
            description = "Maximum size of an image in a message; the limits of topics and clients follow from it"
                    + " (default: ${DEFAULT-VALUE}).")
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
            description = "Write messages in the wire format of schema registries. Base URL of Apicurio"
                    + " Registry's API, such as http://HOST:PORT/apis/registry/v3 (default: none, single-object"
                    + " encoding).")
    private Optional<URI> schemaRegistry = Optional.empty();

    /** Returns the connection. Properties of the command line take precedence over those of the file. */
    public KafkaConnection kafka() {
        Map<String, String> properties = new TreeMap<>(Settings.in(command).kafkaProperties());
        properties.putAll(kafkaProperties);
        return new KafkaConnection(bootstrapServers, properties);
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

    /**
     * Connects to the cluster.
     *
     * @throws UserException if the brokers do not answer within the {@link #timeout()}
     */
    public TopicAdmin connect() {
        return TopicAdmin.connect(kafka().clientProperties("admin"), timeout());
    }

    /** Returns the base URL of the schema registry; empty without one. */
    public Optional<URI> schemaRegistry() {
        return schemaRegistry;
    }

    /** Returns the format of messages: that of the schema registry, or single-object encoding without one. */
    public MessageFormat format() {
        return schemaRegistry.<MessageFormat>map(RegistryFormat::of).orElse(MessageFormat.SINGLE_OBJECT);
    }
}
