package org.robustdx.stream.config;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * The cluster and how to speak to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties further client properties, such as those of TLS and SASL
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    private static final Pattern SERVERS =
            Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*|(\\[[^]]+]:\\d{1,5},?)+");
    private static final Pattern PREFIX = Pattern.compile("^((main|restore|global)\\.)?(consumer|producer|admin)\\.");
    private static final String MASK = "********";
    /** What Kafka's clients know, and its type. */
    private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

    public KafkaConnection {
        if (!SERVERS.matcher(bootstrapServers).matches()) {
            throw new IllegalArgumentException("bootstrap-servers: %s (expected: HOST:PORT[,HOST:PORT...])"
                    .formatted(bootstrapServers.contains("@") ? "a text with '@'" : bootstrapServers));
        }
        properties = Map.copyOf(properties);
    }

    /** Returns the properties of a client of one kind; {@code KIND.name} wins over {@code name}. */
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
        Map<String, ConfigDef.ConfigKey> known =
                new HashMap<>(StreamsConfig.configDef().configKeys());
        known.putAll(ConsumerConfig.configDef().configKeys());
        known.putAll(ProducerConfig.configDef().configKeys());
        known.putAll(AdminClientConfig.configDef().configKeys());
        return known;
    }

    /**
     * Returns the properties by name, fit to be shown. A value is shown where Kafka knows the property and does not take it for a password; of URLs
     * without what may be a secret. Every other value is masked: properties of plug-ins may be anything.
     */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, value) -> shown.put(name, isHarmless(name) ? ShownUrl.in(value) : MASK));
        return shown;
    }

    private static boolean isHarmless(String name) {
        ConfigDef.ConfigKey key = KNOWN.get(PREFIX.matcher(name).replaceFirst(""));
        return key != null && key.type != ConfigDef.Type.PASSWORD;
    }

    @Override
    public String toString() {
        return "KafkaConnection[%s, %s]".formatted(bootstrapServers, shown());
    }
}
