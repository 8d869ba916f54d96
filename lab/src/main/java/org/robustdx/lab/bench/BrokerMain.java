package org.robustdx.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;

/** The broker of the benchmark, in a process of its own. */
final class BrokerMain {
    /** First word of the answer with the broker's address. */
    static final String READY = "broker";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private BrokerMain() {}

    /** Arguments: folder for the data, number of partitions of each topic. */
    public static void main(String[] args) throws IOException {
        Orders orders = Orders.listen();
        SizeLimits sizes = SizeLimits.ofDefaults();
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0, sizes);
        KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), PATIENCE)) {
            topics.create(Integer.parseInt(args[1]), (short) 1, sizes);
        }
        orders.answer(READY + " " + broker.bootstrapServers());
        broker.awaitEnd();
    }
}
