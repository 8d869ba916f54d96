package org.robustdx.stream.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.robustdx.kafka.KafkaConnection;

/** The users that docker/secure/make-secrets.sh makes. */
final class Users {
    private Users() {}

    /** Returns a connection for a user, from outside the brokers' network. */
    static KafkaConnection connection(Path secrets, String user, String bootstrapServers) throws IOException {
        Properties file = new Properties();
        try (var in = Files.newBufferedReader(secrets.resolve("clients").resolve(user + ".properties"))) {
            file.load(in);
        }
        Map<String, String> properties = new HashMap<>();
        file.stringPropertyNames()
                .forEach(name -> properties.put(name.substring("kafka.".length()), file.getProperty(name)));
        properties.put("ssl.truststore.location", secrets.resolve("ca.pem").toString());
        return new KafkaConnection(bootstrapServers, properties);
    }
}
