package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.file.Sha256;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.dlq.DeadLetter;

/**
 * Records that a producer compressed below the size limits, with parts that no record of the app can hold. Each becomes
 * a dead letter, and the app continues.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class CompressedRecordsTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final int TOO_MUCH = 2 * SIZES.outputTopicBytes();
    private static final byte[] BROKEN = "broken".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldContinueAfterRecordsTooLargeForADeadLetter() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
                topics.create(1, (short) 1, SIZES);
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            send(kafka);
            try (StreamApp app = app(kafka);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
                int diagnosed = 0;
                while (letters.size() < 5 || diagnosed < 2 || !reader.atEnd()) {
                    for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(Duration.ofMillis(100))) {
                        if (outcome.topic().equals(Topics.DIAGNOSES)) {
                            diagnosed++;
                        } else {
                            assertThat(letters.put(header(outcome, DeadLetter.OFFSET), outcome))
                                    .isNull();
                        }
                    }
                    assertThat(app.failure()).isEmpty();
                }
                assertThat(diagnosed).isEqualTo(2);
                assertThat(letters.keySet()).containsExactlyInAnyOrder("0", "1", "2", "3", "5");
                assertLetters(letters);
            }
        }
    }

    private static void assertLetters(Map<String, ConsumerRecord<byte[], byte[]>> letters) {
        ConsumerRecord<byte[], byte[]> key = Objects.requireNonNull(letters.get("0"));
        assertThat(header(key, DeadLetter.REASON)).isEqualTo("OUTCOME_TOO_LARGE");
        assertThat(header(key, DeadLetter.STAGE)).isEqualTo("PRODUCE");
        assertThat(key.key()).isNull();
        assertThat(key.value()).isNull();
        assertThat(header(key, DeadLetter.OMITTED_KEY_BYTES)).isEqualTo(Integer.toString(TOO_MUCH));
        assertThat(header(key, DeadLetter.OMITTED_KEY_SHA256)).isEqualTo(Sha256.hex(new byte[TOO_MUCH]));
        assertThat(header(key, DeadLetter.OMITTED_SHA256)).isEqualTo(Sha256.hex(image("key")));

        ConsumerRecord<byte[], byte[]> brokenWithKey = Objects.requireNonNull(letters.get("1"));
        assertThat(header(brokenWithKey, DeadLetter.REASON)).isEqualTo("MALFORMED_MESSAGE");
        assertThat(brokenWithKey.key()).isNull();

        ConsumerRecord<byte[], byte[]> brokenWithHeader = Objects.requireNonNull(letters.get("2"));
        assertThat(header(brokenWithHeader, DeadLetter.REASON)).isEqualTo("MALFORMED_MESSAGE");
        assertThat(brokenWithHeader.headers().lastHeader("huge")).isNull();
        assertThat(Long.parseLong(header(brokenWithHeader, DeadLetter.OMITTED_HEADERS)))
                .isGreaterThan(TOO_MUCH);

        ConsumerRecord<byte[], byte[]> valueOnly = Objects.requireNonNull(letters.get("3"));
        assertThat(valueOnly.value()).isNull();
        assertThat(valueOnly.key()).containsExactly(1);
        assertThat(header(valueOnly, "sender")).isEqualTo("x");

        ConsumerRecord<byte[], byte[]> ordinary = Objects.requireNonNull(letters.get("5"));
        assertThat(ordinary.value()).isEqualTo(BROKEN);
        assertThat(ordinary.key()).containsExactly(1);
    }

    private static byte[] image(String id) {
        return Samples.message(id, Samples.clean());
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void send(KafkaConnection kafka) throws Exception {
        Map<String, Object> settings = kafka.clientProperties("producer");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<ProducerRecord<byte[], byte[]>> records = List.of(
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[TOO_MUCH], image("key")),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[TOO_MUCH], BROKEN),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, BROKEN),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, new byte[TOO_MUCH]),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, image("header")),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, BROKEN),
                    new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, image("ordinary")));
            records.get(2).headers().add("huge", new byte[TOO_MUCH]);
            records.get(3).headers().add("sender", "x".getBytes(StandardCharsets.UTF_8));
            records.get(4).headers().add("huge", new byte[TOO_MUCH]);
            for (ProducerRecord<byte[], byte[]> image : records) {
                producer.send(image).get(); // One batch per record.
            }
        }
    }

    private StreamApp app(KafkaConnection kafka) throws Exception {
        return StreamApp.start(Configs.of(kafka, Samples.model(folder), SIZES, folder.resolve("state")));
    }
}
