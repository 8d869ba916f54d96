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
