package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.schemas.serde.StandInRegistry;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;

/**
 * The app with a schema registry: input and output in its format, bad bytes as dead letters, and an unavailable
 * registry as an outage.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class RegistryOnABrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final CampaignSettings NO_CAMPAIGNS =
            new CampaignSettings(Duration.ZERO, Duration.ZERO, 1e-6, 20, Duration.ofSeconds(1));

    @TempDir
    private Path folder = Path.of("");

    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());
    private final List<TopicPartition> outputs = new ArrayList<>();

    @Test
    void shouldUseTheWireFormatAndDistinguishBadBytesFromAnUnavailableRegistry() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
                StandInRegistry registry = StandInRegistry.start()) {
            kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
                topics.create(1, (short) 1, SIZES);
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            RegistryFormat format = RegistryFormat.of(registry.url());
            byte[] good = format.encode(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec(), event("a"));
            byte[] nobodys = good.clone();
            ByteBuffer.wrap(nobodys).putInt(1, 99);
            try (StreamApp app = app(registry, "one")) {
                send(good);
                send(nobodys);
                send(new byte[] {7});
                List<ConsumerRecord<byte[], byte[]>> seen = read(3, app);
                byte[] diagnosis = seen.get(0).value();
                assertThat(Arrays.copyOf(diagnosis, 4)).containsExactly(0, 0, 0, 0);
                assertThat(format.decode(AvroSerdes.diagnosisCodec(), diagnosis).getImageId())
                        .isEqualTo("a");
                assertThat(seen)
                        .extracting(ConsumerRecord::topic)
                        .containsExactlyInAnyOrder(Topics.DIAGNOSES, Topics.DEAD_LETTERS, Topics.DEAD_LETTERS);

                // A schema that is new to the app, while the registry does not answer.
                int id = registry.register(ImageEvent.getClassSchema().toString());
                byte[] other = good.clone();
                ByteBuffer.wrap(other).putInt(1, id);
                registry.failNext(Integer.MAX_VALUE);
                send(other);
                app.awaitEnd();
                assertThat(app.failure()).hasValueSatisfying(why -> assertThat(why)
                        .contains("schema registry " + registry.url(), "HTTP 503"));
            }
            registry.failNext(0);
            try (StreamApp app = app(registry, "two")) {
                List<ConsumerRecord<byte[], byte[]>> seen = read(4, app);
                assertThat(seen)
                        .extracting(ConsumerRecord::topic)
                        .filteredOn(Topics.DIAGNOSES::equals)
                        .hasSize(2);
            }
        }
    }

    private static ImageEvent event(String imageId) {
        return Samples.event(imageId, Samples.clean());
    }

    private StreamApp app(StandInRegistry registry, String instance) throws Exception {
        StreamConfig config = Configs.of(
                Configs.soonMissed(kafka.bootstrapServers()), Samples.model(folder), SIZES, folder.resolve(instance));
        Operations operations = new Operations(
                NO_CAMPAIGNS, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(registry.url()));
        return StreamApp.start(
                config, StreamApp.open(config.model(), Device.CPU, 1), operations, PipelineListener.NONE);
    }

    private void send(byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, value))
                    .get();
        }
    }

    /** Returns the outcomes so far, those of the diagnoses topic first. */
    private List<ConsumerRecord<byte[], byte[]>> read(int count, StreamApp app) {
        List<ConsumerRecord<byte[], byte[]>> diagnoses = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> dead = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            while (diagnoses.size() + dead.size() < count) {
                assertThat(app.failure()).isEmpty();
                reader.poll(Duration.ofMillis(100))
                        .forEach(message -> (message.topic().equals(Topics.DIAGNOSES) ? diagnoses : dead).add(message));
            }
        }
        diagnoses.addAll(dead);
        return diagnoses;
    }
}
