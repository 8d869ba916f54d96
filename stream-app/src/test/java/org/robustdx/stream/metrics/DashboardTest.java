package org.robustdx.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;

/** The dashboard and the alert rules in docker/ query only metrics that a running app exports. */
class DashboardTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final int CLEAN = 30;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Path DOCKER = Path.of(Objects.requireNonNull(System.getProperty("robustdx.root")), "docker");

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
    void shouldQueryOnlyMetricsThatTheAppExports() throws Exception {
        List<String> queries = new ArrayList<>(dashboard());
        queries.addAll(alerts());
        assertThat(queries).hasSizeGreaterThan(20);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
                topics.create(1, (short) 1, SIZES);
                for (String topic : List.of(Topics.DIAGNOSES, Topics.DEAD_LETTERS, Topics.CAMPAIGN_ALERTS)) {
                    outputs.addAll(topics.partitions(topic));
                }
            }
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer());
                    StreamApp app = app(kafka);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                send(producer);
                int outcomes = 0;
                // The images of the window and the one that ends it, three diagnoses, a dead letter, and an alert about
                // a changed image.
                while (outcomes < CLEAN + 1 + 5) {
                    for (var outcome : reader.poll(Duration.ofMillis(100))) {
                        assertThat(outcome.topic()).isNotEmpty();
                        outcomes++;
                    }
                }
                assertAnswered(queries, app.httpPort().orElseThrow(), producer);
            }
        }
    }

    /**
     * Repeats every query until it has an answer. Metrics of Kafka's clients appear shortly after the clients, and
     * windows end with a later image.
     */
    private static void assertAnswered(List<String> queries, int port, KafkaProducer<byte[], byte[]> producer)
            throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        AtomicInteger asked = new AtomicInteger();
        await("shown by the app").atMost(READY).untilAsserted(() -> {
            producer.send(image("later" + asked.getAndIncrement(), Instant.now()))
                    .get();
            List<PromQl.Series> series = PromQl.series(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            assertThat(queries).flatMap(query -> PromQl.missing(query, series)).isEmpty();
        });
    }

    @Test
    void everyPanelShouldHaveADescription() throws IOException {
        assertThat(panels()).isNotEmpty().allSatisfy(panel -> assertThat(
                        panel.path("description").asText())
                .as(panel.path("title").asText())
                .isNotBlank());
    }

    private static JsonNode panels() throws IOException {
        return new ObjectMapper()
                .readTree(DOCKER.resolve("grafana/dashboards/robustdx.json").toFile())
                .get("panels");
    }

    private static List<String> dashboard() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.get("targets")) {
                queries.add(target.get("expr").asText());
            }
        }
        return queries;
    }

    private static List<String> alerts() throws IOException {
        JsonNode rules = new YAMLMapper()
                .readTree(DOCKER.resolve("prometheus/alerts.yml").toFile());
        List<String> queries = new ArrayList<>();
        for (JsonNode rule : rules.at("/groups/0/rules")) {
            queries.add(rule.get("expr").asText());
        }
        return queries;
    }

    private StreamApp app(KafkaConnection kafka) throws IOException, InterruptedException {
        StreamConfig config = Configs.of(kafka, Samples.scopedModel(folder), SIZES, folder.resolve("state"));
        Operations operations = new Operations(
                CampaignSettings.ofDefaults(),
                0,
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        StreamApp app = StreamApp.start(config, operations);
        app.awaitRunning(READY);
        return app;
    }

    /** Sends a window of many images, one that ends it, a reused id, one out of scope, and one that is not an image. */
    private static void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
        Instant before = Instant.now().minus(Duration.ofHours(1));
        for (int i = 0; i <= CLEAN; i++) {
            producer.send(image("clean" + i, i < CLEAN ? before : before.plus(Duration.ofMinutes(30))))
                    .get();
        }
        for (byte[] value : List.of(
                Samples.message("one", Samples.clean()),
                Samples.message("one", Samples.bright()),
                Samples.message("foreign", Samples.suspicious()),
                "broken".getBytes(StandardCharsets.UTF_8))) {
            producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, 0, new byte[] {1}, value))
                    .get();
        }
    }

    private static ProducerRecord<byte[], byte[]> image(String id, Instant when) {
        byte[] value = Samples.message(id, Samples.clean());
        return new ProducerRecord<>(Topics.MEDICAL_IMAGES, 0, when.toEpochMilli(), new byte[] {1}, value);
    }
}
