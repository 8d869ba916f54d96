package org.robustdx.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.Topics;

/** Sends images in a thread of its own until it is told to stop, every tenth of them broken, so that what is killed is killed in mid-stream. */
public final class Sender implements AutoCloseable {
    private static final int EVERY_NTH_BROKEN = 10;
    private static final double PER_SECOND = 200;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, String> idByPosition = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread = new Thread(this::send, "sender");

    /** Starts to send. */
    public Sender(KafkaConnection kafka) {
        producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer());
        thread.start();
    }

    /** Returns whether this image is a broken one. */
    public static boolean isBroken(String imageId) {
        return Integer.parseInt(imageId) % EVERY_NTH_BROKEN == 0;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback learns what came of it.
    private void send() {
        try {
            Pace pace = new Pace(PER_SECOND); // So that the kill falls amid the images; nothing relies on it.
            for (int i = 1; !stopped.get(); i++) {
                pace.await();
                String imageId = Integer.toString(i);
                byte[] value = isBroken(imageId)
                        ? "broken".getBytes(StandardCharsets.UTF_8)
                        : Samples.message(imageId, Samples.clean());
                byte[] key = ("source-" + i % 7).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, key, value), (at, e) -> {
                    if (e == null) {
                        idByPosition.put(at.partition() + "/" + at.offset(), imageId);
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether an image went to a partition from this one on. */
    public boolean hasSentTo(int partition) {
        return idByPosition.keySet().stream()
                .anyMatch(position -> Integer.parseInt(position.substring(0, position.indexOf('/'))) >= partition);
    }

    /** Stops, and returns the ids of the images that were sent, by {@code PARTITION/OFFSET}. */
    public Map<String, String> stop() throws InterruptedException {
        stopped.set(true);
        thread.join();
        producer.flush();
        return idByPosition;
    }

    @Override
    public void close() {
        stopped.set(true);
        producer.close();
    }
}
