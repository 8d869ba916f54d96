package org.robustdx.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * A Kafka cluster and how to connect to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties further client properties, such as those of TLS and SASL. The prefixes {@code consumer.}, {@code producer.} and {@code admin.} limit
 *     a property to one kind of client
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    private static final String CONSUMER = "consumer.";
    /** A broker always returns one whole batch, however large. */
    private static final String LOOKUP_FETCH_BYTES = "65536";

    private static final String LOOKUP_WAIT_MILLIS = "5";
    private static final Pattern SERVERS =
            Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*|(\\[[^]]+]:\\d{1,5},?)+");
    private static final Pattern PREFIX = Pattern.compile("^((main|restore|global)\\.)?(consumer|producer|admin)\\.");
    private static final String MASK = "********";
    /** Properties of Kafka's clients, with their types. */
    private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

    public KafkaConnection {
        if (!SERVERS.matcher(bootstrapServers).matches()) {
            throw new IllegalArgumentException("bootstrap-servers: %s (expected: HOST:PORT[,HOST:PORT...])"
                    .formatted(bootstrapServers.contains("@") ? "a text with '@'" : bootstrapServers));
        }
        properties = Map.copyOf(properties);
    }

    /**
     * Returns the connection for readers of single records ({@link TopicReader#readAt}): with small fetches that do not wait. Most of these records are the
     * newest ones. After the newest record, a consumer already asks for the next one, and by default a broker keeps the answer for half a second, and with
     * it the answer to the next lookup. The user's own settings of these properties stay.
     */
    public KafkaConnection forLookups() {
        Map<String, String> settings = new TreeMap<>();
        settings.put(CONSUMER + ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, LOOKUP_FETCH_BYTES);
        settings.put(CONSUMER + ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LOOKUP_WAIT_MILLIS);
        settings.putAll(properties);
        return new KafkaConnection(bootstrapServers, settings);
    }

    /**
     * Returns the properties of one kind of client ({@code consumer}, {@code producer} or {@code admin}).
     * {@code KIND.name} takes precedence over {@code name}.
     */
    public Map<String, Object> clientProperties(String kind) {
        Map<String, Object> client = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (!name.matches("(main\\.|restore\\.|global\\.)?(consumer|producer|admin)\\..*")) {
                client.put(name, value);
            }
        });
        properties.forEach((name, value) -> {
            if (name.startsWith(kind + ".")) {
                client.put(name.substring(kind.length() + 1), value);
            }
        });
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    private static Map<String, ConfigDef.ConfigKey> known() {
        Map<String, ConfigDef.ConfigKey> known = new HashMap<>();
        known.putAll(ConsumerConfig.configDef().configKeys());
        known.putAll(ProducerConfig.configDef().configKeys());
        known.putAll(AdminClientConfig.configDef().configKeys());
        return known;
    }

    /** Returns the properties as {@link #shown(ConfigDef)} does, for programs that use only Kafka's clients. */
    public Map<String, String> shown() {
        return shown(new ConfigDef());
    }

    /**
     * Returns the properties by name, fit to be shown. The value of a property appears only if its definition is known and its type is not password. A URL
     * appears without its user, query and fragment. Every other value is masked, because a property of a plug-in may be a secret.
     *
     * @param more definitions of properties beside those of Kafka's clients
     */
    public Map<String, String> shown(ConfigDef more) {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, value) -> shown.put(name, isHarmless(name, more) ? ShownUrl.in(value) : MASK));
        return shown;
    }

    private static boolean isHarmless(String name, ConfigDef more) {
        String plain = PREFIX.matcher(name).replaceFirst("");
        ConfigDef.ConfigKey key = KNOWN.getOrDefault(plain, more.configKeys().get(plain));
        return key != null && key.type != ConfigDef.Type.PASSWORD;
    }

    @Override
    public String toString() {
        return "KafkaConnection[%s, %s]".formatted(bootstrapServers, shown());
    }
}
