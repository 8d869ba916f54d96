package org.robustdx.stream.readahead;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, but that the main consumers' polls bring only records whose outcomes are there. What is not there in time is held back: the
 * consumer is set back to it, and brings it again with its next poll. So nothing waits within a transaction, or between two polls, for an image that
 * takes long, and a run of such images exceeds neither the transaction's timeout nor {@code max.poll.interval.ms}.
 */
public final class ReadAheadClients implements KafkaClientSupplier {
    private final ReadAhead readAhead;
    private final Duration patience;

    /**
     * Creates the clients.
     *
     * @param patience how long a poll waits for outcomes
     */
    public ReadAheadClients(ReadAhead readAhead, Duration patience) {
        this.readAhead = readAhead;
        this.patience = patience;
    }

    /** Returns what of these records, just polled by this consumer, can be processed at once; it polls the rest again. */
    ConsumerRecords<byte[], byte[]> ready(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> by) {
        return polled.isEmpty() ? polled : readAhead.ready(polled, patience, by::seek);
    }

    @Override
    @SuppressWarnings("unchecked") // The interface says what the proxy is.
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        Consumer<byte[], byte[]> consumer = consumer(config);
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(consumer, arguments);
                        return method.getName().equals("poll")
                                ? ready((ConsumerRecords<byte[], byte[]>) result, consumer)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }
}
