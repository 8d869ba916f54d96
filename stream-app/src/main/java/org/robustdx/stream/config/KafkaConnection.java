package org.robustdx.stream.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * The cluster and how to speak to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties further client properties, such as those of TLS and SASL
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    private static final Pattern SERVERS =
            Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*|(\\[[^]]+]:\\d{1,5},?)+");
    private static final Pattern SECRET = Pattern.compile("password|secret|jaas|token|credential|private|\\.key$");

    public KafkaConnection {
        if (!SERVERS.matcher(bootstrapServers).matches()) {
            throw new IllegalArgumentException(
                    "bootstrap-servers: %s (expected: HOST:PORT[,HOST:PORT...])".formatted(bootstrapServers));
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

    /** Returns the properties by name, fit to be shown: secrets are masked. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, value) ->
                shown.put(name, SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() ? "********" : value));
        return shown;
    }

    @Override
    public String toString() {
        return "KafkaConnection[%s, %s]".formatted(bootstrapServers, shown());
    }
}
