package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.model.Device;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.StandInStore;
import org.robustdx.stream.dlq.DeadLetter;

/** Images in an object store with references in the topic: published, diagnosed, missing, and the store unavailable. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ClaimCheckTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void login() {
        System.setProperty("aws.accessKeyId", StandInStore.KEY_ID);
        System.setProperty("aws.secretAccessKey", StandInStore.SECRET);
    }

    @AfterEach
    void logout() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void shouldDiagnoseImagesInTheStoreAndStopWhenItIsUnavailable() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
                StandInStore store = StandInStore.start()) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            ObjectStoreSettings settings = store.settings("s3://images/in", Duration.ofSeconds(4));
            CommandRun published = CommandRun.of(
                    "publish",
                    Samples.folder(folder.resolve("images"), 1, 1, 0).toString(),
                    "--bootstrap-servers=" + broker.bootstrapServers(),
                    "--max-image-bytes=65536",
                    "--create-topics",
                    "--partitions=1",
                    "--claim-check",
                    "--object-root=s3://images/in",
                    "--object-store=" + settings.endpoint().orElseThrow());
            assertThat(published.exitCode()).as(published.err()).isZero();
            String white = "in/" + Sha256.hex(Samples.suspicious());
            assertThat(store.objects()).containsOnlyKeys("in/" + Sha256.hex(Samples.clean()), white);
            store.objects().remove(white);

            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            try (StreamApp app = app(kafka, settings);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                List<String> outcomes = new ArrayList<>();
                while (outcomes.size() < 2) {
                    reader.poll(Duration.ofMillis(100)).forEach(message -> outcomes.add(outcome(message)));
                    assertThat(app.failure()).isEmpty();
                }
                assertThat(outcomes).containsExactlyInAnyOrder("TRUSTED", "REFERENCE_NOT_FOUND");

                byte[] large = new byte[8 << 20];
                store.answer("in/jane-500", StandInStore.status(500, "InternalError"));
                store.answer("in/jane-cut", StandInStore.breakOff(new byte[64]));
                // More than the usual 8 s per image, and longer than a transaction may last.
                store.answer("in/jane-slow", store.trickle(large, 11, Duration.ofSeconds(1)));
                try (JsonLog log = new JsonLog()) {
                    send(kafka, "s3://images/in/jane-500", new byte[1]);
                    send(kafka, "s3://images/in/jane-cut", new byte[64]);
                    send(kafka, "s3://images/in/jane-slow", large);
                    send(kafka, "s3://images/in/" + Sha256.hex(Samples.clean()), Samples.clean());
                    while (outcomes.size() < 6) {
                        reader.poll(Duration.ofMillis(100)).forEach(message -> outcomes.add(outcome(message)));
                        assertThat(app.failure()).isEmpty();
                    }
                    assertThat(log.lines()).noneMatch(line -> line.contains("jane"));
                }
                assertThat(outcomes.subList(2, 6))
                        .containsExactlyInAnyOrder(
                                "REFERENCE_UNREADABLE", "REFERENCE_UNREADABLE", "CONTENT_UNKNOWN_FORMAT", "TRUSTED");

                store.stop();
                try (JsonLog log = new JsonLog()) {
                    send(kafka, "s3://images/in/jane-doe", new byte[1]);
                    app.awaitEnd();
                    assertThat(log.lines()).isNotEmpty().allSatisfy(ClaimCheckTest::assertHarmless);
                }
                assertThat(app.failure())
                        .hasValueSatisfying(why -> assertThat(why).doesNotContain("jane"));
                reader.readToEnd(message -> outcomes.add(outcome(message)));
                assertThat(outcomes).as("an outage blames no image").hasSize(6);
            }
        }
    }

    private static void assertHarmless(String line) throws IOException {
        assertThat(line).doesNotContain("jane");
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.get("level").asText()).isIn("WARN", "ERROR");
        assertThat(entry.get("message").asText()).isNotEmpty();
    }

    private static String outcome(ConsumerRecord<byte[], byte[]> message) {
        if (message.topic().equals(Topics.DIAGNOSES)) {
            assertSaysWho(message);
        }
        String header = message.topic().equals(Topics.DIAGNOSES) ? "robustdx.verdict" : DeadLetter.REASON;
        return new String(message.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static void assertSaysWho(ConsumerRecord<byte[], byte[]> message) {
        Diagnosis diagnosis = AvroSerdes.diagnosisCodec().decode(message.value());
        assertThat(diagnosis.getApplication()).isEqualTo("test");
        assertThat(diagnosis.getInstance()).isNotEmpty();
        assertThat(diagnosis.getModelSha256()).hasSize(64);
        assertThat(diagnosis.getContentSha256()).isEqualTo(Sha256.hex(Samples.clean()));
    }

    private static void send(KafkaConnection kafka, String uri, byte[] content) throws Exception {
        ImageEvent event = ImageEvent.newBuilder(Samples.event("jane-doe-1970", new byte[0]))
                .setSource("jane-doe's phone")
                .setAttributes(Map.of("patient", "jane-doe"))
                .setContent(new ContentReference(uri, Sha256.hex(content), (long) content.length))
                .build();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = AvroSerdes.imageEventCodec().encode(event);
            byte[] key = "jane-doe's phone".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, key, value))
                    .get();
        }
    }

    private StreamApp app(KafkaConnection kafka, ObjectStoreSettings settings) throws Exception {
        return StreamApp.start(new StreamConfig(
                kafka,
                "test",
                Samples.model(folder),
                Device.CPU,
                1,
                1,
                TaskPolicies.of(0.01),
                SIZES,
                Optional.empty(),
                folder.resolve("state"),
                ProcessingGuarantee.EXACTLY_ONCE_V2,
                Batching.ofDefaults(),
                Optional.of(settings)));
    }
}
