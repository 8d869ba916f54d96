package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.robustdx.inference.model.TinyModels;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.modelupdate.AnnouncedModels;

/** Models that are replaced, refused, rolled back and found again after a restart, on a broker, while images arrive. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ModelSwapTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int KEYS = 5;
    private static final CampaignSettings NO_CAMPAIGNS =
            new CampaignSettings(Duration.ZERO, Duration.ZERO, 1e-6, 20, Duration.ofSeconds(1));

    @TempDir
    private Path folder = Path.of("");

    private Optional<EmbeddedBroker> broker = Optional.empty();
    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());
    private Optional<SignedModels> models = Optional.empty();
    private final List<TopicPartition> outputs = new ArrayList<>();
    private final List<ModelStatus> statuses = new ArrayList<>();
    private final List<Diagnosis> diagnoses = new ArrayList<>();
    private int sent;
    private int starts;

    @BeforeEach
    void start() throws Exception {
        EmbeddedBroker started = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
        broker = Optional.of(started);
        kafka = new KafkaConnection(started.bootstrapServers(), Map.of());
        models = Optional.of(SignedModels.in(folder));
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
            topics.create(2, (short) 1, SIZES);
            topics.createCompacted(Topics.MODELS, (short) 1);
            topics.createCompacted(Topics.MODEL_STATUS, (short) 1);
            topics.createAlso(Topics.SHADOW_DIAGNOSES, 1, (short) 1, SIZES);
            outputs.addAll(topics.partitions(Topics.DIAGNOSES));
            outputs.addAll(topics.partitions(Topics.MODEL_STATUS));
        }
    }

    @AfterEach
    void stop() {
        broker.ifPresent(EmbeddedBroker::close);
    }

    private SignedModels models() {
        return models.orElseThrow();
    }

    private StreamConfig config() throws Exception {
        return Configs.of(
                "test",
                Configs.soonMissed(kafka.bootstrapServers()),
                Samples.model(folder),
                SIZES,
                folder.resolve("state-" + starts++),
                new Batching(new PipelineOptions(8, Duration.ofMillis(10), 1, 2), 1000));
    }

    private StreamApp app(ModelUpdates updates, Optional<Path> shadow) throws Exception {
        return app(config(), updates, shadow);
    }

    private static StreamApp app(StreamConfig config, ModelUpdates updates, Optional<Path> shadow) {
        Operations operations =
                new Operations(NO_CAMPAIGNS, 1 << 20, Optional.empty(), Optional.of(updates), shadow, Optional.empty());
        return StreamApp.start(
                config, StreamApp.open(config.model(), Device.CPU, 1), operations, PipelineListener.NONE);
    }

    /** Sends images one after the other and reads outcomes until a condition holds. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush waits. A missing record is noticed at the end.
    private void sendUntil(StreamApp app, TopicReader reader, Predicate<ModelSwapTest> enough) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            while (!enough.test(this)) {
                assertThat(app.failure()).isEmpty();
                for (int i = 0; i < 20; i++) {
                    sent++;
                    byte[] content = sent % 7 == 0 ? Samples.suspicious() : Samples.clean();
                    producer.send(new ProducerRecord<>(
                            Topics.MEDICAL_IMAGES,
                            new byte[] {(byte) (sent % KEYS)},
                            Samples.message(Integer.toString(sent), content)));
                }
                producer.flush();
                read(reader);
            }
        }
    }

    private void read(TopicReader reader) {
        for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(20))) {
            if (message.topic().equals(Topics.DIAGNOSES)) {
                diagnoses.add(AvroSerdes.diagnosisCodec().decode(message.value()));
            } else {
                statuses.add(AvroSerdes.modelStatusCodec().decode(message.value()));
            }
        }
    }

    private Predicate<ModelSwapTest> by(String version, int more) {
        int[] from = {-1};
        return test -> {
            if (from[0] < 0 && !diagnoses.isEmpty() && last().getModelVersion().equals(version)) {
                from[0] = diagnoses.size();
            }
            return from[0] >= 0 && diagnoses.size() >= from[0] + more;
        };
    }

    private Diagnosis last() {
        return diagnoses.get(diagnoses.size() - 1);
    }

    private Predicate<ModelSwapTest> reported(ModelAnnouncement announcement, ModelState state) {
        return test -> statuses.stream()
                .anyMatch(status -> announcement.equals(status.getModel()) && status.getState() == state);
    }

    private ModelAnnouncement announce(Path file, String version) throws Exception {
        return models().announce(kafka, SIZES, file, version);
    }

    private void assertEachOnceInOrder(TopicReader reader) {
        while (diagnoses.size() < sent || !reader.atEnd()) {
            read(reader);
        }
        List<List<Integer>> byKey = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            int own = key;
            byKey.add(diagnoses.stream()
                    .map(diagnosis -> Integer.valueOf(diagnosis.getImageId()))
                    .filter(id -> id % KEYS == own)
                    .toList());
            expected.add(IntStream.rangeClosed(1, sent)
                    .filter(id -> id % KEYS == own)
                    .boxed()
                    .toList());
        }
        assertThat(byKey).isEqualTo(expected);
    }

    @Test
    void shouldDiagnoseEachImageOnceWhenModelsChangeUnderLoad() throws Exception {
        Path second = models().model("2", model -> {});
        Path third = models().model("3", model -> {});
        try (StreamApp app = app(models().updates(4), Optional.of(second));
                TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            sendUntil(app, reader, by("none", 100));
            ModelAnnouncement two = announce(second, "2");
            sendUntil(app, reader, by("2", 100).and(reported(two, ModelState.IN_USE)));
            ModelAnnouncement three = announce(third, "3");
            sendUntil(app, reader, by("3", 100).and(reported(three, ModelState.IN_USE)));
            ModelAnnouncement back = announce(second, "2");
            assertThat(back.getAnnouncedAt()).isAfter(three.getAnnouncedAt());
            sendUntil(app, reader, by("2", 100).and(reported(back, ModelState.IN_USE)));
            assertEachOnceInOrder(reader);
            assertThat(diagnoses)
                    .filteredOn(diagnosis -> diagnosis.getModelVersion().equals("2"))
                    .allSatisfy(
                            diagnosis -> assertThat(diagnosis.getModelSha256()).isEqualTo(two.getSha256()));
            assertThat(diagnoses)
                    .filteredOn(diagnosis -> diagnosis.getModelVersion().equals("3"))
                    .allSatisfy(
                            diagnosis -> assertThat(diagnosis.getModelSha256()).isEqualTo(three.getSha256()));
        }
        assertShadowed();
    }

    /** The shadow model also diagnosed images, under its own name, and only its own topic contains these diagnoses. */
    private void assertShadowed() {
        assertThat(shadowed()).isNotEmpty().allSatisfy(diagnosis -> assertThat(diagnosis.getModelName())
                .isEqualTo("2"));
        assertThat(diagnoses).noneMatch(diagnosis -> diagnosis.getModelName().equals("2"));
    }

    @Test
    void shouldContinueAfterRefusedModelsAndRestartWithTheNewestAcceptedOne() throws Exception {
        Path second = models().model("2", model -> {});
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            ModelAnnouncement contrary;
            try (StreamApp app = app(models().updates(4), Optional.empty())) {
                sendUntil(app, reader, by("none", 20));
                ModelAnnouncement two = announce(second, "2");
                sendUntil(app, reader, by("2", 20).and(reported(two, ModelState.IN_USE)));

                contrary = announce(models().model("3", SignedModels::contrary), "3");
                sendUntil(app, reader, reported(contrary, ModelState.REFUSED));
                raw("not an announcement".getBytes(StandardCharsets.UTF_8));
                sendUntil(app, reader, test -> statuses.stream()
                        .anyMatch(status -> status.getReason().equals("MALFORMED_MESSAGE")));
                raw(AvroSerdes.modelAnnouncementCodec().encode(two)); // The same announcement is sent again.
                sendUntil(app, reader, reported(two, ModelState.REFUSED));
                assertThat(statuses)
                        .filteredOn(status -> status.getState() == ModelState.REFUSED)
                        .extracting(ModelStatus::getReason)
                        .containsExactly("CANARY", "MALFORMED_MESSAGE", "STALE");
                assertThat(last().getModelVersion()).isEqualTo("2");
            }
            Files.delete(folder.resolve("tiny.onnx"));
            int before = diagnoses.size();
            try (StreamApp app = app(models().updates(4), Optional.empty())) {
                assertThat(app.modelLine()).contains("sha256 " + sha256(second));
                sendUntil(app, reader, by("2", 20));
                assertEachOnceInOrder(reader);
                assertThat(diagnoses.subList(before, diagnoses.size()))
                        .extracting(Diagnosis::getModelVersion)
                        .containsOnly("2");
            }
            Files.delete(second);
            assertNotFoundAgain();
            while (statuses.stream().noneMatch(status -> status.getReason().equals("REFERENCE_NOT_FOUND"))) {
                read(reader);
            }
            assertThat(statuses)
                    .filteredOn(status -> contrary.equals(status.getModel()))
                    .as("refused once, by all starts")
                    .hasSize(1);
        }
    }

    /**
     * Anyone with write access to the topic can send unsigned announcements. Neither large numbers of them nor a copy
     * of a signed one do harm.
     */
    @Test
    void shouldKeepFewReportsOnUnsignedAnnouncementsAndFollowTheSignedOne() throws Exception {
        Path second = models().model("2", model -> {});
        ModelAnnouncement two;
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            // Not ready to compare before 100 images have arrived.
            try (StreamApp app = app(models().updates(100), Optional.empty())) {
                two = announce(second, "2");
                awaitReport(reader, reported(two, ModelState.WAITING));
                List<byte[]> forged = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    forged.add(AvroSerdes.modelAnnouncementCodec()
                            .encode(ModelAnnouncement.newBuilder(two)
                                    .setVersion("forged-" + i)
                                    .setKeyName(i % 2 == 0 ? "nobody" : two.getKeyName())
                                    .build()));
                }
                forged.add(AvroSerdes.modelAnnouncementCodec()
                        .encode(ModelAnnouncement.newBuilder(two)
                                .setSignature(ByteBuffer.wrap(new byte[64]))
                                .build()));
                raw(forged);
                awaitReport(reader, refusedAs("BAD_SIGNATURE").and(refusedAs("UNKNOWN_KEY")));
                assertThat(app.failure()).isEmpty();
            }
            try (StreamApp app = app(models().updates(4), Optional.empty())) {
                sendUntil(app, reader, by("2", 20).and(reported(two, ModelState.IN_USE)));
                assertEachOnceInOrder(reader);
            }
            assertThat(statusKeys()).hasSizeLessThanOrEqualTo(4).anyMatch(key -> key.endsWith("/IN_USE"));
        }
    }

    @Test
    void shouldFollowAPendingModelAfterALaterOneIsRefused() throws Exception {
        Path second = models().model("2", model -> {});
        Path outside = Files.copy(second, folder.resolve("outside.onnx")).toRealPath();
        try (StreamApp app = app(models().updates(40), Optional.empty());
                TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            ModelAnnouncement two = announce(second, "2");
            awaitReport(reader, reported(two, ModelState.WAITING));
            ModelAnnouncement three = announce(outside, "3");
            awaitReport(reader, reported(three, ModelState.REFUSED));
            // Only the images show that this model is wrong.
            ModelAnnouncement four = announce(models().model("4", SignedModels::contrary), "4");
            awaitReport(reader, reported(four, ModelState.WAITING));
            sendUntil(app, reader, by("2", 20).and(reported(two, ModelState.IN_USE)));
            assertThat(statuses)
                    .filteredOn(status -> status.getState() == ModelState.REFUSED)
                    .extracting(ModelStatus::getReason)
                    .containsExactly("REFERENCE_NOT_ALLOWED", "CANARY");
        }
    }

    private void awaitReport(TopicReader reader, Predicate<ModelSwapTest> wanted) {
        while (!wanted.test(this)) {
            read(reader);
        }
    }

    private static Predicate<ModelSwapTest> refusedAs(String reason) {
        return test ->
                test.statuses.stream().anyMatch(status -> status.getReason().equals(reason));
    }

    /** Returns the keys that remain after compaction. */
    private Set<String> statusKeys() {
        Set<String> keys = new HashSet<>();
        List<TopicPartition> topic = List.of(new TopicPartition(Topics.MODEL_STATUS, 0));
        try (TopicReader reader = TopicReader.open(kafka, SIZES, topic, true)) {
            reader.readToEnd(message -> {
                keys.add(new String(message.key(), StandardCharsets.UTF_8));
                return true;
            });
        }
        return keys;
    }

    /** The clean samples have a p-value of about 0.75, the suspicious ones of 0.01. */
    @Test
    void shouldUseTheRateOfEachModelAndOfTheShadowUnlessOneIsSet() throws Exception {
        Path often = models().model("2", model -> TinyModels.falseAlarmRate(model, 0.8));
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            try (StreamApp app = app(config(), models().updates(0), Optional.of(often))) {
                assertThat(app.modelLine()).endsWith(", false-alarm rate 0.01 (the model's own)");
                assertThat(app.shadowLine())
                        .hasValueSatisfying(line -> assertThat(line).endsWith("0.8 (the model's own)"));
                sendUntil(app, reader, by("none", 40));
                ModelAnnouncement two = announce(often, "2");
                sendUntil(app, reader, by("2", 40).and(reported(two, ModelState.IN_USE)));
                assertThat(app.modelLine()).endsWith(", false-alarm rate 0.8 (the model's own)");
                assertThat(statuses).anyMatch(status -> status.getMessage().contains("false-alarm rate 0.8"));
                assertEachOnceInOrder(reader);
            }
            assertFlagged("none", false);
            assertFlagged("2", true);
            assertSeverities();
            assertThat(shadowed()).isNotEmpty().noneMatch(diagnosis -> diagnosis.getVerdict() == Verdict.TRUSTED);

            diagnoses.clear();
            int before = sent;
            StreamConfig given = Configs.judging(config(), TaskPolicies.of(0.05));
            try (StreamApp app = app(given, models().updates(0), Optional.empty())) {
                assertThat(app.modelLine()).endsWith(", false-alarm rate 0.05 (option)");
                sendUntil(app, reader, test -> diagnoses.size() >= 20);
            }
            assertThat(sent).isGreaterThan(before);
            assertFlagged("2", false);
        }
    }

    private void assertFlagged(String version, boolean cleanToo) {
        assertThat(diagnoses)
                .filteredOn(diagnosis -> diagnosis.getModelVersion().equals(version))
                .isNotEmpty()
                .allSatisfy(diagnosis -> assertThat(diagnosis.getVerdict())
                        .isEqualTo(
                                cleanToo || Integer.parseInt(diagnosis.getImageId()) % 7 == 0
                                        ? Verdict.SUSPECT
                                        : Verdict.TRUSTED));
    }

    /** A p-value of 0.01 is just significant at a rate of 0.01, and far below a rate of 0.8. */
    private void assertSeverities() {
        Set<String> often = diagnoses.stream()
                .filter(diagnosis -> diagnosis.getModelVersion().equals("2"))
                .map(Diagnosis::getImageId)
                .collect(Collectors.toSet());
        List<AdversarialAlert> alerts = new ArrayList<>();
        List<TopicPartition> partitions = IntStream.range(0, 2)
                .mapToObj(partition -> new TopicPartition(Topics.ADVERSARIAL_ALERTS, partition))
                .toList();
        try (TopicReader reader = TopicReader.open(kafka, SIZES, partitions, true)) {
            reader.readToEnd(
                    message -> alerts.add(AvroSerdes.adversarialAlertCodec().decode(message.value())));
        }
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            boolean strong = often.contains(alert.getImageId()) && Integer.parseInt(alert.getImageId()) % 7 == 0;
            assertThat(alert.getSeverity()).isEqualTo(strong ? Severity.MEDIUM : Severity.LOW);
        });
        assertThat(alerts).extracting(AdversarialAlert::getSeverity).contains(Severity.MEDIUM, Severity.LOW);
    }

    private List<Diagnosis> shadowed() {
        List<Diagnosis> shadowed = new ArrayList<>();
        List<TopicPartition> topic = List.of(new TopicPartition(Topics.SHADOW_DIAGNOSES, 0));
        try (TopicReader reader = TopicReader.open(kafka, SIZES, topic, true)) {
            reader.readToEnd(message -> {
                assertThat(new String(
                                message.headers().lastHeader("robustdx.model").value(), StandardCharsets.UTF_8))
                        .isEqualTo("2");
                assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("ct-1");
                return shadowed.add(AvroSerdes.diagnosisCodec().decode(message.value()));
            });
        }
        return shadowed;
    }

    private void assertNotFoundAgain() throws Exception {
        try (AnnouncedModels announced = AnnouncedModels.on(config(), models().updates(4));
                ServedModel first = StreamApp.open(Samples.model(folder), Device.CPU, 1)) {
            assertThat(announced.newestAccepted(first.engine().metadata())).isEmpty();
        }
    }

    private static String sha256(Path file) throws Exception {
        return Sha256.hex(Files.readAllBytes(file)).substring(0, 12);
    }

    private void raw(byte[] value) throws Exception {
        raw(List.of(value));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The flush waits. A missing record is noticed at the end.
    private void raw(List<byte[]> values) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(Topics.MODELS, new byte[] {1}, value)));
            producer.flush();
        }
    }
}
