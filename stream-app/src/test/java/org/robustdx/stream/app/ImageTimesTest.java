package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.topology.InternalTopicNames;

/**
 * Images with any timestamp. The brokers accept only records between a day old and an hour ahead, except in the image
 * topic. Each image is diagnosed once, and everything that the app writes has the current time.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ImageTimesTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final Duration READY = Duration.ofMinutes(5);
    private static final long NONE = -1;
    private static final long YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final String DAY = Long.toString(Duration.ofDays(1).toMillis());
    private static final int KEYS = 3;
    /**
     * A busy machine may pause for some seconds. This must not cost the broker its partitions or the app its
     * transactions, which would be an outage.
     */
    private static final String PATIENCE = "60000";

    @TempDir
    private Path folder = Path.of("");

    private Optional<EmbeddedBroker> broker = Optional.empty();
    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());
    private final List<TopicPartition> outputs = new ArrayList<>();
    private final Map<String, Long> sent = new HashMap<>();
    private final long begun = System.currentTimeMillis();

    @BeforeEach
    void start() throws Exception {
        EmbeddedBroker started = EmbeddedBroker.start(
                folder.resolve("broker"),
                0,
                SIZES,
                Map.of("log.message.timestamp.before.max.ms", DAY, "broker.session.timeout.ms", PATIENCE));
        broker = Optional.of(started);
        kafka = new KafkaConnection(
                started.bootstrapServers(),
                Map.of(
                        "session.timeout.ms", "6000",
                        "heartbeat.interval.ms", "1000",
                        "producer.transaction.timeout.ms", PATIENCE));
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
            topics.create(2, (short) 1, SIZES);
            for (String topic : Topics.all().subList(1, Topics.all().size())) {
                outputs.addAll(topics.partitions(topic));
            }
        }
        String any = Long.toString(Long.MAX_VALUE);
        alter(Map.of(
                "message.timestamp.before.max.ms", any, "message.timestamp.after.max.ms", any, "retention.ms", "-1"));
    }

    @AfterEach
    void stop() {
        broker.ifPresent(EmbeddedBroker::close);
    }

    @Test
    void shouldDiagnoseImagesWithAnyTimestampOnceAndWriteCurrentTimestamps() throws Exception {
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            try (StreamApp app = app("state")) {
                sendSome("first");
                assertEachOnce(reader, app, Optional.empty());
            }
            try (StreamApp app = app("state")) {
                sendSome("second");
                send("first-now", System.currentTimeMillis(), Samples.suspicious());
                assertEachOnce(reader, app, Optional.of("first-now"));
            }
            try (StreamApp app = app("new-state")) {
                alter(Map.of("message.timestamp.type", "LogAppendTime"));
                send("second-now", 0, Samples.suspicious());
                send("appended", 0, Samples.clean());
                sent.put("appended", NONE);
                sent.put("second-now", NONE);
                assertEachOnce(reader, app, Optional.of("second-now"));
            }
        }
        assertInternalTopicsHoldThePresent();
    }

    private void sendSome(String round) throws Exception {
        long now = System.currentTimeMillis();
        List<Map.Entry<String, Long>> times = List.of(
                Map.entry("1970", 0L),
                Map.entry("1971", 31_536_000_000L),
                Map.entry("none", NONE),
                Map.entry("now", now),
                Map.entry("2100", YEAR_2100),
                Map.entry("most", Long.MAX_VALUE));
        for (Map.Entry<String, Long> time : times) {
            send(round + "-" + time.getKey(), time.getValue(), Samples.clean());
            send(round + "-white-" + time.getKey(), time.getValue(), Samples.suspicious());
            send(round + "-broken-" + time.getKey(), time.getValue(), "broken".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void send(String id, long time, byte[] content) throws Exception {
        byte[] key = {(byte) (sent.size() % KEYS)};
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new Dated(key, Samples.message(id, content), time)).get();
        }
        sent.put(id, time);
    }

    /** A record with any timestamp, or with none, which its superclass does not allow. */
    private static final class Dated extends ProducerRecord<byte[], byte[]> {
        private final long time;

        Dated(byte[] key, byte[] value, long time) {
            super(Topics.MEDICAL_IMAGES, key, value);
            this.time = time;
        }

        @Override
        public Long timestamp() {
            return time;
        }
    }

    /**
     * Reads until every image that was sent since the last call has its outcome, and checks everything that it reads.
     *
     * @param changed also waits for the alert that this image id was reused with other bytes; another task raises it,
     *     and thus later
     */
    private void assertEachOnce(TopicReader reader, StreamApp app, Optional<String> changed) {
        List<String> outcomes = new ArrayList<>();
        Set<String> told = new HashSet<>();
        while (outcomes.size() < sent.size()
                || !told.containsAll(changed.stream().toList())
                || !reader.atEnd()) {
            assertThat(app.failure()).isEmpty();
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                assertThat(record.timestamp()).as(record.topic()).isBetween(begun, System.currentTimeMillis());
                switch (record.topic()) {
                    case Topics.DIAGNOSES ->
                        outcomes.add(timed(
                                record,
                                AvroSerdes.diagnosisCodec()
                                        .decode(record.value())
                                        .getImageId()));
                    case Topics.DEAD_LETTERS ->
                        outcomes.add(timed(
                                record,
                                AvroSerdes.imageEventCodec()
                                        .decode(record.value())
                                        .getImageId()));
                    case Topics.ADVERSARIAL_ALERTS ->
                        timed(
                                record,
                                AvroSerdes.adversarialAlertCodec()
                                        .decode(record.value())
                                        .getImageId());
                    default -> {
                        CampaignAlert alert = AvroSerdes.campaignAlertCodec().decode(record.value());
                        if (alert.getKind() == CampaignKind.CHANGED_IMAGE) {
                            told.addAll(alert.getSampleImageIds());
                        }
                    }
                }
            }
        }
        assertThat(outcomes).containsExactlyInAnyOrderElementsOf(sent.keySet());
        sent.clear();
    }

    /** Checks that a record states its image's timestamp. */
    private String timed(ConsumerRecord<byte[], byte[]> record, String id) {
        long told = Long.parseLong(
                new String(record.headers().lastHeader("robustdx.timestamp").value(), StandardCharsets.UTF_8));
        long own = sent.getOrDefault(id, NONE);
        if (own == NONE) {
            assertThat(told).as(id).isBetween(begun, System.currentTimeMillis());
        } else {
            assertThat(told).as(id).isEqualTo(own);
        }
        return id;
    }

    private void assertInternalTopicsHoldThePresent() {
        List<TopicPartition> internal = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
            InternalTopicNames.all("test").forEach(topic -> internal.addAll(topics.partitions(topic)));
        }
        List<Long> times = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, SIZES, internal, true)) {
            reader.readToEnd(record -> times.add(record.timestamp()));
        }
        assertThat(times).isNotEmpty().allSatisfy(time -> assertThat(time)
                .isBetween(begun, System.currentTimeMillis()));
    }

    private StreamApp app(String state) throws Exception {
        StreamApp app = StreamApp.start(Configs.of(kafka, Samples.model(folder), SIZES, folder.resolve(state)));
        app.awaitRunning(READY);
        return app;
    }

    private void alter(Map<String, String> settings) throws Exception {
        List<AlterConfigOp> set = settings.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        ConfigResource images = new ConfigResource(ConfigResource.Type.TOPIC, Topics.MEDICAL_IMAGES);
        try (Admin admin = Admin.create(kafka.clientProperties("admin"))) {
            admin.incrementalAlterConfigs(Map.of(images, set)).all().get();
        }
    }
}
