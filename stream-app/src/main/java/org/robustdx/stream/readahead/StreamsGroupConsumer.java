package org.robustdx.stream.readahead;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.internals.ConsumerWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The main consumer for {@code group.protocol=streams}. With this protocol, Kafka Streams creates the consumer itself,
 * by class name.
 */
public final class StreamsGroupConsumer extends ConsumerWrapper {
    /** Name of the property that holds the {@link ReadAheadClients}. */
    public static final String CLIENTS = "robustdx.read.ahead";

    private @Nullable ReadAheadClients clients;

    @Override
    public void wrapConsumer(
            AsyncKafkaConsumer<byte[], byte[]> consumer,
            Map<String, Object> config,
            Optional<StreamsRebalanceData> rebalanceData) {
        super.wrapConsumer(consumer, config, rebalanceData);
        if (!(config.get(CLIENTS) instanceof ReadAheadClients given)) {
            throw new ConfigException(CLIENTS, config.get(CLIENTS), "expected: clients that read ahead");
        }
        clients = given;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
        return clients == null ? polled : clients.ready(polled, delegate);
    }
}
