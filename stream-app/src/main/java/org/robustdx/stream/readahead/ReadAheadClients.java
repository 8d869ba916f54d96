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
 * Creates Kafka's clients for Kafka Streams. A poll of the main consumer returns only records that have an outcome.
 * Records without an outcome after {@code patience} are held back: the consumer seeks to the first of them, and a later
 * poll returns them again. Therefore a slow image delays neither a transaction nor a poll, and many slow images exceed
 * neither the transaction timeout nor {@code max.poll.interval.ms}.
 */
public final class ReadAheadClients implements KafkaClientSupplier {
    private final ReadAhead readAhead;
    private final Duration patience;

    /**
     * Creates the client supplier.
     *
     * @param patience maximum time that a poll waits for outcomes
     */
    public ReadAheadClients(ReadAhead readAhead, Duration patience) {
        this.readAhead = readAhead;
        this.patience = patience;
    }

    /**
     * Returns those of the polled records that have an outcome. Sets the consumer back to the first of the other
     * records.
     */
    ConsumerRecords<byte[], byte[]> ready(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> by) {
        return polled.isEmpty() ? polled : readAhead.ready(polled, patience, by::seek);
    }

    @Override
    @SuppressWarnings("unchecked") // The interface {@code Consumer} fixes the type of each method's result.
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
