package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TraceSettings;
import org.robustdx.stream.trace.StandInCollector;

/**
 * One trace from the publishing process to the diagnosis, as a collector sees it; and the app without its collector.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class TracedCommandsTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Map<String, String> SOON = Map.of("OTEL_BSP_SCHEDULE_DELAY", "10");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldTraceAnImageFromThePublisherToItsDiagnosis() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
                StandInCollector publishers = StandInCollector.start();
                StandInCollector apps = StandInCollector.start()) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            CommandRun published = CommandRun.with(
                    Map.of("TRACEPARENT", "00-" + TRACE + "-b7ad6b7169203331-01"),
                    "publish",
                    Samples.folder(folder.resolve("images"), 1, 0, 0).toString(),
                    "--bootstrap-servers=" + broker.bootstrapServers(),
                    "--max-image-bytes=65536",
                    "--create-topics",
                    "--partitions=1",
                    "--traces=" + publishers.url());
            assertThat(published.exitCode()).as(published.err()).isZero();
            Span sent = publishers.next().get(0);
            assertThat(sent.getName()).isEqualTo("send medical-images");
            assertThat(hex(sent.getTraceId())).isEqualTo(TRACE);
            assertThat(hex(sent.getParentSpanId())).isEqualTo("b7ad6b7169203331");
            List<TopicPartition> outputs;
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
                outputs = topics.partitions(Topics.DIAGNOSES);
            }
            try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                String diagnosed;
                try (StreamApp app = app(kafka, apps, "one")) {
                    diagnosed = traceparent(next(reader, app));
                }
                Span processed = processed(apps);
                assertThat(hex(processed.getTraceId())).isEqualTo(TRACE);
                assertThat(processed.getParentSpanId()).isEqualTo(sent.getSpanId());
                assertThat(diagnosed).startsWith("00-%s-%s-".formatted(TRACE, hex(processed.getSpanId())));

                apps.answer(400);
                try (StreamApp app = app(kafka, apps, "two")) {
                    CommandRun more = CommandRun.of(
                            "publish",
                            folder.resolve("images").toString(),
                            "--bootstrap-servers=" + broker.bootstrapServers(),
                            "--max-image-bytes=65536");
                    assertThat(more.exitCode()).as(more.err()).isZero();
                    assertThat(traceparent(next(reader, app))).isNotEmpty();
                    apps.nextRefused();
                    awaitLost(app);
                    assertThat(app.failure()).isEmpty();
                }
            }
        }
    }

    private static Span processed(StandInCollector apps) throws InterruptedException {
        List<Span> spans = new ArrayList<>();
        while (spans.stream().noneMatch(span -> span.getName().equals("process medical-images"))) {
            spans.addAll(apps.next());
        }
        assertThat(spans).extracting(Span::getName).contains("fetch", "decode", "infer", "publish");
        return spans.stream()
                .filter(span -> span.getName().equals("process medical-images"))
                .findFirst()
                .orElseThrow();
    }

    /** The answer arrives before it is counted. */
    private static void awaitLost(StreamApp app) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:%d/metrics".formatted(app.httpPort().orElseThrow()));
        HttpClient client = HttpClient.newHttpClient();
        String lost;
        do {
            lost = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("robustdx_spans_lost_total"))
                    .findFirst()
                    .orElseThrow();
        } while (lost.endsWith(" 0.0"));
    }

    private static ConsumerRecord<byte[], byte[]> next(TopicReader reader, StreamApp app) {
        while (true) {
            for (ConsumerRecord<byte[], byte[]> diagnosis : reader.poll(Duration.ofMillis(100))) {
                return diagnosis;
            }
            assertThat(app.failure()).isEmpty();
        }
    }

    private static String traceparent(ConsumerRecord<byte[], byte[]> message) {
        return new String(message.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
    }

    private StreamApp app(KafkaConnection kafka, StandInCollector collector, String application) throws Exception {
        StreamConfig config = Configs.of(
                application, kafka, Samples.model(folder), SIZES, folder.resolve("state"), Batching.ofDefaults());
        Operations operations = new Operations(
                        CampaignSettings.ofDefaults(),
                        0,
                        Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .tracedTo(TraceSettings.of(Optional.of(collector.url()), SOON).orElseThrow());
        return StreamApp.start(config, operations);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
