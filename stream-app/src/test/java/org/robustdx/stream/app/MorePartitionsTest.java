package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Outcomes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.Sender;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.topology.InternalTopicNames;

/** The topics get more partitions, while the app runs and while it is stopped. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class MorePartitionsTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final Duration READY = Duration.ofSeconds(60);

    /**
     * A busy machine may pause for some seconds. This must not cost the broker its partitions or the app its
     * transactions, which would be an outage.
     */
    private static final String PATIENCE = "60000";

    /** Makes consumers find new partitions soon. */
    private static final Map<String, String> SOON_FOUND = Map.of("metadata.max.age.ms", "500");

    private static final Map<String, String> CLASSIC = Map.of(
            "metadata.max.age.ms", "500",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000",
            "producer.transaction.timeout.ms", PATIENCE);
    private static final Map<String, String> STREAMS = Map.of(
            "metadata.max.age.ms", "500",
            "group.protocol", "streams",
            "producer.transaction.timeout.ms", PATIENCE);

    @TempDir
    private Path folder = Path.of("");

    private Optional<EmbeddedBroker> broker = Optional.empty();
    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());
    private final List<TopicPartition> outputs = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        EmbeddedBroker started =
                EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES, Map.of("broker.session.timeout.ms", PATIENCE));
        broker = Optional.of(started);
        kafka = new KafkaConnection(started.bootstrapServers(), SOON_FOUND);
        try (TopicAdmin topics = topics()) {
            topics.create(2, (short) 1, SIZES);
            outputs.addAll(topics.partitions(Topics.DIAGNOSES));
            outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
        }
    }

    @AfterEach
    void stop() {
        broker.ifPresent(EmbeddedBroker::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void shouldDiagnoseEachImageOnceWhilePartitionsAreAdded(String protocol) throws Exception {
        StreamConfig config = config(protocol.equals("classic") ? CLASSIC : STREAMS);
        try (Sender sender = new Sender(kafka);
                TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            StreamApp first = StreamApp.start(config);
            try (first) {
                Outcomes outcomes = outcomes(reader, first);
                outcomes.readUntilMoreBy(100);
                grow(4);
                await().until(() -> sender.hasSentTo(2));
                outcomes.readUntilMoreBy(200);
            }
            assertThat(first.failure()).isEmpty();
            grow(6);
            await().until(() -> sender.hasSentTo(4));
            try (StreamApp second = StreamApp.start(config);
                    TopicReader again = TopicReader.open(kafka, SIZES, outputs, true)) {
                Outcomes outcomes = outcomes(again, second);
                outcomes.readUntilMoreBy(500);
                grow(8);
                await().until(() -> sender.hasSentTo(6));
                Map<String, String> sent = sender.stop();
                outcomes.readAll(sent.size());
                outcomes.assertExactlyOnce(sent);
            }
        }
        try (TopicAdmin topics = topics()) {
            assertThat(topics.partitionCounts(InternalTopicNames.all("test")).values())
                    .containsExactly(2, 2, 2);
        }
    }

    @Test
    void shouldStartOnTheInternalTopicsOfAnEarlierVersion() throws Exception {
        createInternal(2, 2, 2);
        grow(4);
        try (Sender sender = new Sender(kafka);
                TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true);
                StreamApp app = StreamApp.start(config(CLASSIC))) {
            await().until(() -> sender.hasSentTo(2));
            Outcomes outcomes = outcomes(reader, app);
            outcomes.readUntilMoreBy(100);
            Map<String, String> sent = sender.stop();
            outcomes.readAll(sent.size());
            outcomes.assertExactlyOnce(sent);
        }
        ConfigResource windows = new ConfigResource(ConfigResource.Type.TOPIC, InternalTopicNames.windows("test"));
        try (Admin admin = admin()) {
            assertThat(admin.describeConfigs(List.of(windows)).all().get())
                    .hasEntrySatisfying(windows, config -> assertThat(
                                    config.get("message.timestamp.type").value())
                            .isEqualTo("LogAppendTime"));
        }
    }

    @Test
    void shouldSayWhatToDoIfInternalTopicsDifferInPartitions() throws Exception {
        createInternal(2, 4, 2);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> StreamApp.start(config(CLASSIC)))
                .withMessage(
                        "internal topics: partitions test-sightings-repartition=2, test-source-windows-changelog=4, test-image-ids-changelog=2"
                                + " (expected: as many in each; stop all instances, delete these topics and the state directories, and start again:"
                                + " nothing of images is lost, but campaigns are counted anew)");
    }

    private static Outcomes outcomes(TopicReader reader, StreamApp app) {
        return new Outcomes(reader, () -> assertThat(app.failure()).isEmpty());
    }

    private StreamConfig config(Map<String, String> properties) throws Exception {
        return Configs.of(
                new KafkaConnection(kafka.bootstrapServers(), properties),
                Samples.model(folder),
                SIZES,
                folder.resolve("state"));
    }

    private void createInternal(int... partitions) throws Exception {
        List<String> names = InternalTopicNames.all("test");
        List<NewTopic> wanted = new ArrayList<>();
        for (int i = 0; i < partitions.length; i++) {
            wanted.add(new NewTopic(names.get(i), partitions[i], (short) 1));
        }
        try (Admin admin = admin()) {
            admin.createTopics(wanted).all().get();
        }
    }

    /** Adds partitions to every topic, as the Helm chart does. */
    private void grow(int partitions) throws Exception {
        NewPartitions wanted = NewPartitions.increaseTo(partitions);
        try (Admin admin = admin()) {
            admin.createPartitions(Topics.all().stream().collect(Collectors.toMap(topic -> topic, topic -> wanted)))
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(kafka.clientProperties("admin"));
    }

    private TopicAdmin topics() {
        return TopicAdmin.connect(kafka.clientProperties("admin"), READY);
    }
}
