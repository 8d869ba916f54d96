package org.robustdx.stream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.Outcomes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.Sender;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.cli.CommandRun;
import org.robustdx.stream.modelupdate.ModelTopics;
import org.testcontainers.containers.GenericContainer;

/** The app's own image on three brokers with TLS, SASL and least privileges, while brokers, the network and instances are lost. */
@Tag("containers")
@Timeout(value = 30, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class SecureClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 200;

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable SecureCluster started;
    private static Path model = Path.of("");

    private final List<GenericContainer<?>> apps = new ArrayList<>();

    /** Before each test and not before all, where an assumption that fails would count no test as skipped. */
    @BeforeEach
    void start() throws IOException, InterruptedException {
        Images.assumeEngine();
        if (started == null) {
            model = Samples.model(folder);
            started = SecureCluster.start(folder);
        }
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @AfterEach
    void leaveNothingRunning() {
        apps.forEach(GenericContainer::stop);
    }

    private static SecureCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private GenericContainer<?> startApp() {
        GenericContainer<?> app = cluster().app(model);
        apps.add(app);
        return app;
    }

    /** Fails when no instance runs any more. */
    private void checkAlive() {
        if (apps.stream().noneMatch(SecureCluster::isAlive)) {
            throw new AssertionError(
                    "no instance runs: " + apps.get(apps.size() - 1).getLogs());
        }
    }

    private static TopicReader outcomes() throws IOException {
        KafkaConnection watcher = cluster().connection("watcher");
        List<TopicPartition> partitions = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(watcher.clientProperties("admin"), PATIENCE)) {
            partitions.addAll(topics.partitions(Topics.DIAGNOSES));
            partitions.addAll(topics.partitions(Topics.DEAD_LETTERS));
        }
        return TopicReader.open(watcher, SecureCluster.SIZES, partitions, false);
    }

    private static int leader(Admin admin, int partition) throws InterruptedException, ExecutionException {
        TopicDescription images = Objects.requireNonNull(admin.describeTopics(List.of(Topics.MEDICAL_IMAGES))
                .allTopicNames()
                .get()
                .get(Topics.MEDICAL_IMAGES));
        return images.partitions().get(partition).leader().id();
    }

    /** Waits until another broker leads the partition. */
    private static void awaitAnotherLeader(Admin admin, int partition, int lost) {
        await().atMost(SecureCluster.START).until(() -> leader(admin, partition) != lost);
    }

    @Test
    void shouldLoseAndRepeatNothingWhenALeaderIsKilledAndTheNetworkIsCut() throws Exception {
        startApp();
        KafkaConnection publisher = cluster().connection("publisher");
        try (Admin admin = Admin.create(publisher.clientProperties("admin"));
                TopicReader reader = outcomes();
                Sender sender = new Sender(publisher)) {
            Outcomes outcomes = new Outcomes(reader, this::checkAlive);
            outcomes.readUntilMoreBy(SOME);

            int killed = leader(admin, 0);
            cluster().kill(killed);
            awaitAnotherLeader(admin, 0, killed);
            outcomes.readUntilMoreBy(SOME);
            cluster().revive(killed);
            SecureCluster.awaitInSync(admin);
            outcomes.readUntilMoreBy(SOME);

            int cut = leader(admin, 1);
            cluster().cut(cut);
            awaitAnotherLeader(admin, 1, cut);
            outcomes.readUntilMoreBy(SOME);
            cluster().mend(cut);
            SecureCluster.awaitInSync(admin);
            outcomes.readUntilMoreBy(SOME);

            Map<String, String> sent = sender.stop();
            outcomes.readAll(sent.size());
            apps.get(0).stop();
            outcomes.read();
            outcomes.assertExactlyOnce(sent);
        }
    }

    @Test
    void shouldLoseAndRepeatNothingWhenOneOfThreeInstancesIsKilled() throws Exception {
        for (int i = 0; i < 3; i++) {
            startApp();
        }
        try (TopicReader reader = outcomes();
                Sender sender = new Sender(cluster().connection("publisher"))) {
            Outcomes outcomes = new Outcomes(reader, this::checkAlive);
            outcomes.readUntilMoreBy(SOME);
            cluster().kill(apps.get(1));
            outcomes.readUntilMoreBy(2 * SOME);

            Map<String, String> sent = sender.stop();
            outcomes.readAll(sent.size());
            apps.forEach(GenericContainer::stop);
            outcomes.read();
            outcomes.assertExactlyOnce(sent);
        }
    }

    @Test
    void shouldFollowAnAnnouncedModelAndRunAShadowWithTheRightsThatUsersHave() throws Exception {
        SignedModels models = SignedModels.in(Files.createDirectories(folder.resolve("announced")));
        apps.add(cluster().app(model, models));
        KafkaConnection announcer = cluster().connection("announcer");
        models.announce(announcer, SecureCluster.SIZES, models.model("2", change -> {}), "2");
        KafkaConnection watcher = cluster().connection("watcher");
        try (TopicAdmin topics = TopicAdmin.connect(announcer.clientProperties("admin"), PATIENCE);
                TopicAdmin shadow = TopicAdmin.connect(watcher.clientProperties("admin"), PATIENCE);
                TopicReader shadowed = TopicReader.open(
                        watcher, SecureCluster.SIZES, shadow.partitions(Topics.SHADOW_DIAGNOSES), true);
                TopicReader reader = outcomes();
                Sender sender = new Sender(cluster().connection("publisher"))) {
            Outcomes outcomes = new Outcomes(reader, this::checkAlive);
            ModelTopics announced = new ModelTopics(announcer, SecureCluster.SIZES, topics);
            await().atMost(SecureCluster.START).until(() -> {
                checkAlive();
                return !announced.statuses().isEmpty();
            });
            assertThat(announced.statuses()).extracting(ModelStatus::getState).containsExactly(ModelState.IN_USE);
            while (!shadowed.poll(SecureCluster.POLL).iterator().hasNext()) {
                checkAlive();
            }
            // Nothing is left to the next test's app.
            Map<String, String> sent = sender.stop();
            outcomes.readAll(sent.size());
            apps.get(0).stop();
            outcomes.read();
            outcomes.assertExactlyOnce(sent);
        }
    }

    @Test
    void shouldSpeakTheWireFormatOfARealRegistry() throws Exception {
        Images.assumeThere("registry");
        try (GenericContainer<?> registry = cluster().registry();
                TopicReader reader = outcomes();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        cluster().connection("publisher").clientProperties("producer"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            GenericContainer<?> app = cluster().appWithRegistry(model);
            apps.add(app);
            URI address = SecureCluster.address(registry);
            byte[] image = RegistryFormat.of(address)
                    .encode(
                            Topics.MEDICAL_IMAGES,
                            AvroSerdes.imageEventCodec(),
                            Samples.event("registered", Samples.clean()));
            producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {1}, image))
                    .get();
            Iterator<ConsumerRecord<byte[], byte[]>> outcome = Collections.emptyIterator();
            while (!outcome.hasNext()) {
                checkAlive();
                outcome = reader.poll(SecureCluster.POLL).iterator();
            }
            byte[] diagnosis = outcome.next().value();
            assertThat(diagnosis).startsWith(0, 0, 0, 0);
            assertThat(RegistryFormat.of(address)
                            .decode(AvroSerdes.diagnosisCodec(), diagnosis)
                            .getImageId())
                    .isEqualTo("registered");
            app.stop(); // Before its registry.
        }
    }

    @Test
    void shouldLetEachUserRunTheCommandsThatItIsFor() throws Exception {
        startApp();
        Path images = Samples.folder(folder.resolve("images"), 2, 1, 1);
        try (TopicReader reader = outcomes()) {
            Outcomes outcomes = new Outcomes(reader, this::checkAlive);
            assertThat(run("publisher", "publish", images.toString(), "--source=ct-1"))
                    .contains("published 4 images");
            outcomes.readUntilMoreBy(4);
            assertThat(run("watcher", "watch", "--from-beginning", "--limit=1", "--timeout=60"))
                    .isNotBlank();
            assertThat(run("operator", "dlq", "list")).contains("CONTENT_UNKNOWN_FORMAT");
            // Those of other tests, too: each comes back as another one.
            String replayed = run("operator", "dlq", "replay", "--all").replaceAll("(?s)replayed (\\d+),.*", "$1");
            outcomes.readUntilMoreBy(Integer.parseInt(replayed));
            assertThat(run("announcer", "models", "list")).contains("version");
        }
    }

    private static String run(String user, String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.add("--bootstrap-servers=" + cluster().bootstrapServers());
        line.add("--config=" + cluster().settings(user));
        line.add("--max-image-bytes=" + SecureCluster.SIZES.maxImageBytes());
        line.add("--connect-timeout=" + PATIENCE.toSeconds());
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void shouldLetNobodyDoMoreThanTheyMust() throws Exception {
        // Who watches may not publish, nor who publishes announce models.
        KafkaConnection publisher = cluster().connection("publisher");
        assertMayNotWrite(cluster().connection("watcher"), Topics.DIAGNOSES);
        assertMayNotWrite(publisher, Topics.MODELS);
        // Who publishes may not read diagnoses.
        assertMayNotRead(publisher, Topics.DIAGNOSES);
        // Who has no password, and who does not speak TLS, gets no answer.
        Map<String, Object> wrong = publisher.clientProperties("admin");
        wrong.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"publisher\""
                        + " password=\"guessed\";");
        assertThatThrownBy(() -> TopicAdmin.connect(wrong, PATIENCE))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("uthentication failed");
        Map<String, Object> open =
                new KafkaConnection(cluster().bootstrapServers(), Map.of()).clientProperties("admin");
        assertThatThrownBy(() -> TopicAdmin.connect(open, Duration.ofSeconds(5)))
                .isInstanceOf(UserException.class);
    }

    @Test
    void shouldLetReviewersReadWhatAlertsAreAboutAndWriteDecisionsAlone() throws Exception {
        KafkaConnection reviewer = cluster().connection("reviewer");
        List<String> readable = List.of(
                Topics.MEDICAL_IMAGES,
                Topics.DIAGNOSES,
                Topics.ADVERSARIAL_ALERTS,
                Topics.OUT_OF_SCOPE_ALERTS,
                Topics.CAMPAIGN_ALERTS,
                Topics.REVIEWS);
        List<TopicPartition> partitions = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(reviewer.clientProperties("admin"), PATIENCE)) {
            readable.forEach(topic -> partitions.addAll(topics.partitions(topic)));
        }
        try (TopicReader reader = TopicReader.open(reviewer, SecureCluster.SIZES, partitions, true)) {
            assertThatCode(() -> reader.poll(SecureCluster.POLL)).doesNotThrowAnyException();
        }
        try (KafkaProducer<byte[], byte[]> producer = producer(reviewer)) {
            assertThat(producer.send(new ProducerRecord<>(Topics.REVIEWS, new byte[] {1}, null))
                            .get()
                            .offset())
                    .isNotNegative();
        }
        for (String topic : readable) {
            if (!topic.equals(Topics.REVIEWS)) {
                assertMayNotWrite(reviewer, topic);
            }
        }
        for (String topic : List.of(Topics.DEAD_LETTERS, Topics.SHADOW_DIAGNOSES, Topics.MODELS, Topics.MODEL_STATUS)) {
            assertMayNotRead(reviewer, topic);
            assertMayNotWrite(reviewer, topic);
        }
        for (String user : List.of("publisher", "watcher", "operator", "announcer", "app")) {
            assertMayNotWrite(cluster().connection(user), Topics.REVIEWS);
        }
    }

    private static void assertMayNotRead(KafkaConnection user, String topic) {
        try (TopicReader reader =
                TopicReader.open(user, SecureCluster.SIZES, List.of(new TopicPartition(topic, 0)), true)) {
            assertThatThrownBy(() -> reader.poll(PATIENCE)).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaConnection user) {
        return new KafkaProducer<>(
                user.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void assertMayNotWrite(KafkaConnection user, String topic) {
        try (KafkaProducer<byte[], byte[]> producer = producer(user)) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1]))
                            .get())
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }
}
