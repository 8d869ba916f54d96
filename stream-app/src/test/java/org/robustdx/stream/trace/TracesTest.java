package org.robustdx.stream.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.TraceSettings;

@Timeout(value = 2, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class TracesTest {
    private static final Map<String, String> AT_ONCE =
            Map.of("OTEL_BSP_SCHEDULE_DELAY", "10", "OTEL_EXPORTER_OTLP_TIMEOUT", "2000");

    private static TraceSettings to(URI url, Map<String, String> environment) {
        return TraceSettings.of(Optional.of(url), environment).orElseThrow();
    }

    @Test
    void shouldSendSpansToTheCollector() throws Exception {
        try (StandInCollector collector = StandInCollector.start();
                Traces traces = Traces.exporting(to(collector.url(), AT_ONCE), lost -> {})) {
            Headers headers = new RecordHeaders();
            traces.sending("topic", Context.root(), headers).end();
            List<Span> spans = collector.next();
            assertThat(spans).extracting(Span::getName).containsExactly("send topic");
            assertThat(new String(headers.lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                    .startsWith("00-%s-%s-"
                            .formatted(
                                    hex(spans.get(0).getTraceId()),
                                    hex(spans.get(0).getSpanId())));
        }
    }

    @Test
    void shouldExportRemainingSpansWhenItCloses() throws Exception {
        try (StandInCollector collector = StandInCollector.start()) {
            Traces traces =
                    Traces.exporting(to(collector.url(), Map.of("OTEL_BSP_SCHEDULE_DELAY", "3600000")), lost -> {});
            traces.sending("topic", Context.root(), new RecordHeaders()).end();
            traces.close();
            assertThat(collector.next()).hasSize(1);
        }
    }

    @Test
    void shouldCountSpansThatTheCollectorRefusesAndContinue() throws Exception {
        try (StandInCollector collector = StandInCollector.start()) {
            collector.answer(401);
            AtomicLong lost = new AtomicLong();
            Map<String, String> environment =
                    Map.of("OTEL_BSP_SCHEDULE_DELAY", "10", "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=secret");
            Traces traces = Traces.exporting(to(collector.url(), environment), lost::addAndGet);
            traces.sending("topic", Context.root(), new RecordHeaders()).end();
            assertThat(collector.nextRefused()).isEqualTo("secret");
            traces.sending("topic", Context.root(), new RecordHeaders()).end();
            traces.close();
            assertThat(lost).hasValue(2);
        }
    }

    @Test
    void shouldNotWaitForAnUnavailableCollector() throws Exception {
        URI nowhere;
        try (StandInCollector gone = StandInCollector.start()) {
            nowhere = gone.url();
        }
        Traces traces = Traces.exporting(
                to(nowhere, Map.of("OTEL_BSP_MAX_QUEUE_SIZE", "600", "OTEL_BSP_SCHEDULE_DELAY", "10")), lost -> {});
        for (int i = 0; i < 10_000; i++) { // Many times the size of the queue.
            traces.sending("topic", Context.root(), new RecordHeaders()).end();
        }
        traces.close();
    }

    @Test
    void shouldBeEnabledIfTheStandardEnvironmentNamesACollector() {
        assertThat(TraceSettings.of(Optional.empty(), Map.of("PATH", "/bin", "OTEL_SERVICE_NAME", "x")))
                .isEmpty();
        assertThat(TraceSettings.of(
                                Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1", "SECRET", "s"))
                        .orElseThrow()
                        .environment())
                .containsOnlyKeys("OTEL_EXPORTER_OTLP_ENDPOINT");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TraceSettings.of(Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "a b")))
                .withMessage(
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: malformed URL (expected: http://HOST:PORT or https://...)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TraceSettings.of(Optional.of(URI.create("http://user:secret@host")), Map.of()))
                .withMessageNotContaining("secret");
    }

    @Test
    void shouldFollowTheStandardEnvironment() throws Exception {
        try (StandInCollector collector = StandInCollector.start();
                Traces traces = Traces.exporting(
                        TraceSettings.of(
                                        Optional.empty(),
                                        Map.of(
                                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                collector.url().toString(),
                                                "OTEL_BSP_SCHEDULE_DELAY",
                                                "10"))
                                .orElseThrow(),
                        lost -> {})) {
            traces.sending("topic", Context.root(), new RecordHeaders()).end();
            assertThat(collector.next()).hasSize(1);
        }
    }

    @Test
    void shouldReportAnInvalidSettingInOneLine() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Traces.exporting(
                        to(URI.create("http://localhost:1"), Map.of("OTEL_TRACES_SAMPLER", "sometimes")), lost -> {}))
                .withMessageContaining("traces: ")
                .withMessageContaining("sometimes");
    }

    @Test
    void shouldReadTheTraceOfTheProcess() {
        Headers headers = new RecordHeaders();
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        TraceHeaders.write(TraceHeaders.read(Map.of("TRACEPARENT", parent)), headers);
        assertThat(TraceHeaders.parent(headers)).isEqualTo(parent);
        assertThat(TraceHeaders.read(Map.of("TRACEPARENT", "x"))).isSameAs(Context.root());
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
