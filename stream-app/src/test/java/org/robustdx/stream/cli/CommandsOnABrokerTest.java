package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;

class CommandsOnABrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final Operations OPERATIONS = new Operations(
            CampaignSettings.ofDefaults(), 0, Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldPublishStreamAndWatch() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 4, 2, 1);
        Path model = Samples.model(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            String servers = "--bootstrap-servers=" + broker.bootstrapServers();
            String limit = "--max-image-bytes=" + SIZES.maxImageBytes();

            CommandRun missing = CommandRun.of("publish", images.toString(), servers, limit);
            assertThat(missing.exitCode()).isEqualTo(1);
            assertThat(missing.err())
                    .startsWith("robustdx: missing topics: " + String.join(", ", Topics.all()))
                    .hasLineCount(1);

            Files.write(images.resolve("huge.png"), new byte[SIZES.maxImageBytes() + 1]);
            CommandRun published = CommandRun.of(
                    "publish", images.toString(), servers, limit, "--create-topics", "--partitions=2", "--source=ct-1");
            assertThat(published.exitCode()).isEqualTo(1);
            assertThat(published.out()).contains("published 7 images");
            assertThat(published.err())
                    .contains("not published: huge.png: more than 65,536 bytes", "1 of 8 images were not published");

            try (StreamApp app = StreamApp.start(config(broker, model), OPERATIONS)) {
                app.awaitRunning(Duration.ofSeconds(60));
                CommandRun watched = CommandRun.of(
                        "watch", servers, limit, "--from-beginning", "--json", "--limit=9", "--timeout=60");
                assertThat(watched.exitCode()).as(watched.err()).isZero();
                List<JsonNode> lines = new ArrayList<>();
                for (String line : watched.out().lines().toList()) {
                    lines.add(new ObjectMapper().readTree(line));
                }
                assertThat(lines)
                        .extracting(line -> line.get("type").asText())
                        .containsOnly("diagnosis", "alert", "dead-letter")
                        .hasSize(9);
                assertThat(lines)
                        .allSatisfy(
                                line -> assertThat(line.get("source").asText()).isEqualTo("ct-1"));
                assertThat(get(app, "/health/ready")).isEqualTo("ready\n");
                assertThat(get(app, "/health/live")).isEqualTo("live\n");
                await("a look that finds it ready")
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(get(app, "/metrics")).contains("robustdx_up_to_work 1.0\n"));
                assertThat(get(app, "/metrics"))
                        .contains(
                                "robustdx_verdicts_total{source=\"ct-1\",verdict=\"TRUSTED\"} 4.0",
                                "robustdx_verdicts_total{source=\"ct-1\",verdict=\"SUSPECT\"} 2.0",
                                "robustdx_dead_letters_total{reason=\"CONTENT_UNKNOWN_FORMAT\"} 1.0",
                                "robustdx_provider{provider=\"cpu\"} 1.0",
                                "robustdx_infer_seconds_count",
                                "kafka_consumer_fetch_manager_records_lag",
                                "kafka_stream_thread_commit_total");
            }
            CommandRun table = CommandRun.of("watch", servers, limit, "--from-beginning", "--limit=9", "--timeout=60");
            assertThat(table.out())
                    .contains(
                            "white0.png",
                            "SUSPECT",
                            "TRUSTED",
                            "ALERT",
                            "DEAD",
                            "CONTENT_UNKNOWN_FORMAT",
                            "(alarm at p <= ");

            CommandRun late = CommandRun.of("watch", servers, limit, "--limit=1", "--timeout=1");
            assertThat(late.exitCode()).isEqualTo(1);
            assertThat(late.err()).isEqualToIgnoringNewLines("robustdx: 0 of 1 records arrived within 1 s");
        }
    }

    private static String get(StreamApp app, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(app.httpPort().orElseThrow(), path));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private StreamConfig config(EmbeddedBroker broker, Path model) {
        return Configs.of(
                new KafkaConnection(broker.bootstrapServers(), Map.of()), model, SIZES, folder.resolve("state"));
    }
}
