package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;

/**
 * Many images that together take far longer to decode than a transaction may last, on one decoding thread. No outage
 * occurs, and each image is diagnosed once, in order.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class SlowImagesOnABrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(256 << 10);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int SLOW_OF_EACH = 15;
    private static final int SIDE = 6000;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void shouldNotTreatManySlowImagesAsAnOutage(String protocol) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(
                    broker.bootstrapServers(),
                    Map.of("producer.transaction.timeout.ms", "4000", "group.protocol", protocol));
            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics =
                    TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()), READY)) {
                topics.create(PARTITIONS, (short) 1, SIZES);
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            send(broker.bootstrapServers());
            StreamConfig config = Configs.of(
                    "test",
                    kafka,
                    folder,
                    SIZES,
                    folder.resolve("state"),
                    new Batching(new PipelineOptions(8, Duration.ofMillis(10), 1, 1), 1000));
            try (StreamApp app = StreamApp.start(
                    config,
                    StreamApp.open(Samples.model(folder), Device.CPU, 1),
                    Operations.ofDefaults().withoutKnownAnswers(),
                    PipelineListener.NONE)) {
                Map<Integer, List<Integer>> ids = new HashMap<>();
                int expected = PARTITIONS * (SLOW_OF_EACH + 1);
                int count = 0;
                try (TopicReader reader = TopicReader.open(
                        new KafkaConnection(broker.bootstrapServers(), Map.of()), SIZES, outputs, true)) {
                    while (count < expected || !reader.atEnd()) {
                        assertThat(app.failure()).isEmpty();
                        for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(Duration.ofMillis(100))) {
                            assertThat(outcome.topic()).isEqualTo(Topics.DIAGNOSES);
                            String id = AvroSerdes.diagnosisCodec()
                                    .decode(outcome.value())
                                    .getImageId();
                            ids.computeIfAbsent((int) outcome.key()[0], key -> new ArrayList<>())
                                    .add(Integer.valueOf(id));
                            count++;
                        }
                    }
                }
                List<Integer> inOrder = java.util.stream.IntStream.rangeClosed(0, SLOW_OF_EACH)
                        .boxed()
                        .toList();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    assertThat(ids.get(partition)).as("partition %d", partition).isEqualTo(inOrder);
                }
                assertThat(app.readAhead().heldBack()).isPositive();
            }
        }
    }

    /** Sends slow images to each partition, and a small one behind them. */
    private static void send(String brokers) throws Exception {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % SIDE % 128);
        }
        byte[] slow = new Raster(SIDE, SIDE, 1, pixels).toPng();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i <= SLOW_OF_EACH; i++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    byte[] content = i < SLOW_OF_EACH ? slow : Samples.clean();
                    byte[] key = ByteBuffer.allocate(1).put((byte) partition).array();
                    producer.send(new ProducerRecord<>(
                                    Topics.MEDICAL_IMAGES,
                                    partition,
                                    key,
                                    Samples.message(Integer.toString(i), content)))
                            .get();
                }
            }
        }
    }
}
