package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.Spans;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;

/** What a record's trace becomes on its way through the topology. */
class TracedTopologyTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENDER = "b7ad6b7169203331";
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private final Spans spans = new Spans();
    private @Nullable TopologyRig rig;
    private @Nullable TinyService service;

    @BeforeEach
    void build() throws Exception {
        service = TinyService.start(folder);
        rig = new TopologyRig(service().diagnostician(10_000), Optional.empty(), spans.traces());
    }

    @AfterEach
    void close() {
        rig().close();
        service().close();
        spans.traces().close();
    }

    private TinyService service() {
        return Objects.requireNonNull(service);
    }

    private TopologyRig rig() {
        return Objects.requireNonNull(rig);
    }

    private void send(byte[] value, Map<String, String> headers) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        rig().images.pipeInput(new TestRecord<>(KEY, value, all, Instant.ofEpochMilli(1_700_000_000_000L)));
    }

    private static Map<String, String> sendersTrace() {
        return Map.of("traceparent", "00-%s-%s-01".formatted(TRACE, SENDER), "tracestate", "vendor=1");
    }

    private SpanData processed() {
        List<SpanData> all = spans.named("process medical-images");
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void shouldContinueTheSendersTraceInEachOutcome() {
        send(Samples.message("a", Samples.suspicious()), sendersTrace());
        SpanData span = processed();
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(SENDER);
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(Spans.attribute(span, "robustdx.verdict")).isEqualTo("SUSPECT");
        assertThat(Spans.attribute(span, "robustdx.model")).isEqualTo("tiny");
        assertThat(Spans.attribute(span, "messaging.destination.partition.id")).isEqualTo("0");
        for (Headers out : List.of(
                rig().diagnoses.readRecord().headers(),
                rig().alerts.readRecord().headers())) {
            assertThat(values(out, "traceparent")).containsExactly(Spans.traceparent(span));
            assertThat(values(out, "tracestate")).containsExactly("vendor=1");
        }
    }

    @Test
    void shouldHaveAChildForEachStageWithinTheRecordsOwnTime() {
        send(Samples.message("a", Samples.clean()), sendersTrace());
        SpanData whole = processed();
        List<SpanData> stages =
                spans.all().stream().filter(span -> span != whole).toList();
        assertThat(stages).extracting(SpanData::getName).containsExactly("fetch", "decode", "infer", "publish");
        assertThat(stages).allSatisfy(stage -> {
            assertThat(stage.getParentSpanId()).isEqualTo(whole.getSpanId());
            assertThat(stage.getStartEpochNanos()).isBetween(whole.getStartEpochNanos(), stage.getEndEpochNanos());
            assertThat(stage.getEndEpochNanos()).isLessThanOrEqualTo(whole.getEndEpochNanos());
        });
        assertThat(stages.get(2).getStartEpochNanos())
                .isGreaterThanOrEqualTo(stages.get(1).getEndEpochNanos());
    }

    @Test
    void shouldNotClaimToHaveReadAnImageWhoseAnswerWasKnown() {
        send(Samples.message("a", Samples.clean()), sendersTrace());
        send(Samples.message("b", Samples.clean()), sendersTrace());
        assertThat(spans.named("process medical-images")).hasSize(2);
        assertThat(spans.named("infer")).hasSize(1);
    }

    @Test
    void shouldTellOnADeadLetterWhyAndUnderWhichSpan() {
        send("no avro".getBytes(StandardCharsets.UTF_8), sendersTrace());
        SpanData span = processed();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Spans.attribute(span, "robustdx.reason")).isEqualTo("MALFORMED_MESSAGE");
        assertThat(Spans.attribute(span, "robustdx.stage")).isEqualTo("READ");
        Headers letter = rig().deadLetters.readRecord().headers();
        assertThat(values(letter, "traceparent")).containsExactly(Spans.traceparent(span));
        assertThat(values(letter, "tracestate")).containsExactly("vendor=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-1-2-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "\u0000\uffff; DROP TABLE",
                "00-ÿÿf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void shouldBeginATraceWhereTheSendersIsNone(String hostile) {
        send(Samples.message("a", Samples.clean()), Map.of("traceparent", hostile, "tracestate", "vendor=1"));
        SpanData span = processed();
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        Headers out = rig().diagnoses.readRecord().headers();
        assertThat(values(out, "traceparent")).containsExactly(Spans.traceparent(span));
        assertThat(values(out, "tracestate")).isEmpty();
    }

    @Test
    void shouldPassOverATraceOfAnyLength() {
        send(Samples.message("a", Samples.clean()), Map.of("traceparent", "0".repeat(3000)));
        assertThat(processed().getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void shouldNotMakeUpATraceWhereSpansAreNotMade() {
        rig().close();
        rig = new TopologyRig(service().diagnostician(10_000), Optional.empty());
        send(Samples.message("a", Samples.clean()), Map.of("traceparent", "00-1-2-01"));
        assertThat(values(rig().diagnoses.readRecord().headers(), "traceparent"))
                .isEmpty();
        send("no avro".getBytes(StandardCharsets.UTF_8), Map.of("traceparent", "00-1-2-01"));
        assertThat(values(rig().deadLetters.readRecord().headers(), "traceparent"))
                .containsExactly("00-1-2-01");
    }

    @Test
    void shouldSayNothingOfThePatient() {
        ImageEvent event = ImageEvent.newBuilder(Samples.event("jane-doe-1970", Samples.clean()))
                .setSource("jane-doe-source")
                .setAttributes(Map.of("patient", "jane-doe"))
                .build();
        send(AvroSerdes.imageEventCodec().encode(event), Map.of("patient", "jane-doe", "baggage", "patient=jane-doe"));
        send("jane-doe".getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(spans.all()).hasSizeGreaterThan(5).allSatisfy(span -> assertThat(span.toString())
                .doesNotContain("jane"));
    }

    @Test
    void shouldMarkTheSpanOfAnOutageWithoutItsMessage() {
        rig().close();
        Diagnostician broken = new Diagnostician() {
            @Override
            public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
                return CompletableFuture.failedFuture(new IllegalStateException("jane-doe"));
            }

            @Override
            public ModelIdentity model() {
                return new ModelIdentity("m", "", "", "t", List.of("a", "b"), List.of("d"));
            }
        };
        rig = new TopologyRig(broken, Optional.empty(), spans.traces());
        assertThatExceptionOfType(StreamsException.class)
                .isThrownBy(() -> send(Samples.message("a", Samples.clean()), sendersTrace()));
        assertThat(processed().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Spans.attribute(processed(), "error.type")).isEqualTo("java.lang.IllegalStateException");
        assertThat(processed().toString()).doesNotContain("jane");
    }

    private static List<String> values(Headers headers, String name) {
        List<String> values = new ArrayList<>();
        headers.headers(name).forEach(header -> values.add(new String(header.value(), StandardCharsets.UTF_8)));
        return values;
    }
}
