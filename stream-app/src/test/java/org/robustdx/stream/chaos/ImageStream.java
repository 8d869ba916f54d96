package org.robustdx.stream.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.robustdx.inference.image.Raster;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.Samples;

/**
 * Sends images from a thread of its own, whatever happens: clean and suspicious ones, rubbish of two kinds, ids that come again with the same
 * bytes or with others, in both formats. A header says what must become of each.
 */
final class ImageStream implements AutoCloseable {
    /** Name of the header: the image's id, or nothing where the record must end as a dead letter. */
    static final String DIAGNOSED_AS = "test.diagnosed.as";

    private static final int KEYS = 12;
    private static final int SOURCES = 5;
    private static final int SIDE = 8;
    private static final double PER_SECOND = 125;

    private final KafkaProducer<byte[], byte[]> producer;
    private final RegistryFormat format;
    private final Random random;
    private final Map<TopicPartition, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<ImageEvent> latest = new ArrayList<>();
    private final Thread thread = new Thread(this::send, "images");
    private volatile int schemaId;

    ImageStream(KafkaConnection kafka, RegistryFormat format, long seed) {
        this.producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer());
        this.format = format;
        this.random = new Random(seed);
        this.schemaId = format.register(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec());
        thread.start();
    }

    /** Names the schema by another id from now on, as a producer of another version would. */
    void useSchema(int id) {
        schemaId = id;
    }

    /** Returns the last offsets that the brokers have acknowledged, by partition. */
    Map<TopicPartition, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The topic itself says in the end what was sent.
    private void send() {
        try {
            Pace pace = new Pace(PER_SECOND); // So that faults fall amid the images; nothing relies on it.
            for (int i = 1; !stopped.get(); i++) {
                pace.await();
                ProducerRecord<byte[], byte[]> image = image(i);
                producer.send(image, (at, e) -> {
                    if (e == null) {
                        acknowledged.merge(new TopicPartition(at.topic(), at.partition()), at.offset(), Math::max);
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProducerRecord<byte[], byte[]> image(int i) {
        byte[] key = ("key-" + i % KEYS).getBytes(StandardCharsets.UTF_8);
        int draw = random.nextInt(100);
        if (draw < 7) {
            byte[] rubbish = new byte[1 + random.nextInt(200)];
            random.nextBytes(rubbish);
            rubbish[0] = 7; // Neither format begins like this.
            return record(key, rubbish, "");
        }
        if (draw < 12) {
            return record(key, encoded(event(Integer.toString(i), "no image".getBytes(StandardCharsets.UTF_8))), "");
        }
        ImageEvent event;
        if (draw < 20 && !latest.isEmpty()) {
            event = latest.get(random.nextInt(latest.size()));
        } else if (draw < 24 && !latest.isEmpty()) {
            event = event(latest.get(random.nextInt(latest.size())).getImageId(), png(40));
        } else {
            event = event(Integer.toString(i), draw < 27 ? Samples.suspicious() : png(40));
        }
        if (latest.size() < 50) {
            latest.add(event);
        } else {
            latest.set(random.nextInt(latest.size()), event);
        }
        return record(key, encoded(event), event.getImageId());
    }

    private ImageEvent event(String imageId, byte[] content) {
        return ImageEvent.newBuilder(Samples.event(imageId, content))
                .setSource("source-" + random.nextInt(SOURCES))
                .build();
    }

    private byte[] png(int darkest) {
        byte[] pixels = new byte[SIDE * SIDE];
        random.nextBytes(pixels);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (darkest + (pixels[i] & 63));
        }
        return new Raster(SIDE, SIDE, 1, pixels).toPng();
    }

    private byte[] encoded(ImageEvent event) {
        if (random.nextBoolean()) {
            return AvroSerdes.imageEventCodec().encode(event);
        }
        byte[] bytes = format.encode(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec(), event);
        ByteBuffer.wrap(bytes).putInt(1, schemaId);
        return bytes;
    }

    private static ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value, String diagnosedAs) {
        ProducerRecord<byte[], byte[]> image = new ProducerRecord<>(Topics.MEDICAL_IMAGES, key, value);
        image.headers().add(DIAGNOSED_AS, diagnosedAs.getBytes(StandardCharsets.UTF_8));
        return image;
    }

    /** Stops; what the brokers can have by then they have. */
    void stop() throws InterruptedException {
        stopped.set(true);
        thread.join();
        producer.flush();
    }

    @Override
    public void close() {
        stopped.set(true);
        producer.close();
    }
}
