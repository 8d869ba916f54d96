package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.model.InferenceException;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.DeadLetter;

class DiagnosisTopologyTest {
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);
    private static final Instant SENT = Instant.ofEpochMilli(1_700_000_000_000L);

    @TempDir
    private Path folder = Path.of("");

    private @Nullable TopologyRig rig;

    private @Nullable TinyService service;

    @BeforeEach
    void build() throws Exception {
        service = TinyService.start(folder);
        rig = new TopologyRig(service().diagnostician(10_000), Optional.empty());
    }

    @AfterEach
    void close() {
        rig().close();
        service().close();
    }

    private TinyService service() {
        return Objects.requireNonNull(service);
    }

    private TopologyRig rig() {
        return Objects.requireNonNull(rig);
    }

    private void send(byte @Nullable [] value, Headers headers) {
        rig().images.pipeInput(new TestRecord<>(KEY, value, headers, SENT));
    }

    private void send(byte @Nullable [] value) {
        send(value, new RecordHeaders());
    }

    @Test
    void shouldDiagnoseCleanImage() {
        send(Samples.message("a", Samples.clean()));
        TestRecord<byte[], Diagnosis> out = rig().diagnoses.readRecord();
        assertThat(out.key()).isEqualTo(KEY);
        assertThat(header(out.headers(), "robustdx.verdict")).isEqualTo("TRUSTED");
        assertThat(header(out.headers(), "robustdx.model")).isEqualTo("tiny");
        Diagnosis diagnosis = out.value();
        assertThat(diagnosis.getImageId()).isEqualTo("a");
        assertThat(diagnosis.getSource()).isEqualTo("ct-1");
        assertThat(diagnosis.getVerdict()).isEqualTo(Verdict.TRUSTED);
        assertThat(diagnosis.getLabel()).isEqualTo("dark");
        assertThat(diagnosis.getLabelAfterDenoising()).isNull();
        assertThat(diagnosis.getClasses()).extracting(c -> c.getName()).containsExactly("bright", "dark");
        assertThat(diagnosis.getDetectors()).hasSize(1);
        assertThat(diagnosis.getModelSha256()).matches("[0-9a-f]{64}");
        assertThat(diagnosis.getContentSha256()).isEqualTo(Sha256.hex(Samples.clean()));
        assertThat(diagnosis.getDiagnosedAt()).isEqualTo(TopologyRig.NOW);
        assertThat(diagnosis.getStageTimes().getInferMillis()).isPositive();
        assertThat(rig().alerts.isEmpty()).isTrue();
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1_700_000_000_000L, 4_102_444_800_000L, Long.MAX_VALUE}) // 1970, 2023, 2100, and no time at all
    void shouldStampWhatItWritesWithThePresentAndPassTheImagesTimeOn(long sent) {
        for (byte[] value : List.of(Samples.message("w", Samples.suspicious()), bytes("not avro"))) {
            rig().images.pipeInput(new TestRecord<>(KEY, value, new RecordHeaders(), sent));
        }
        for (TestRecord<?, ?> out : List.of(
                rig().diagnoses.readRecord(),
                rig().alerts.readRecord(),
                rig().deadLetters.readRecord())) {
            assertThat(out.getRecordTime()).isEqualTo(TopologyRig.NOW);
            assertThat(out.headers().headers("robustdx.timestamp"))
                    .singleElement()
                    .satisfies(header -> assertThat(header.value())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(Long.toString(sent)));
        }
    }

    @Test
    void shouldGiveAnImageThatComesAgainItsAnswerWithoutReadingItAgain() {
        send(Samples.message("a", Samples.suspicious()));
        long read = service().pipeline().snapshot().batchedImages();
        send(Samples.message("b", Samples.suspicious()));
        assertThat(service().pipeline().snapshot().batchedImages()).isEqualTo(read);
        List<Diagnosis> diagnoses = rig().diagnoses.readValuesToList();
        assertThat(diagnoses).extracting(Diagnosis::getImageId).containsExactly("a", "b");
        assertThat(diagnoses.get(1).getClasses()).isEqualTo(diagnoses.get(0).getClasses());
        assertThat(diagnoses.get(1).getDetectors()).isEqualTo(diagnoses.get(0).getDetectors());
        assertThat(diagnoses.get(1).getStageTimes().getInferMillis()).isZero();
        List<AdversarialAlert> alerts = rig().alerts.readValuesToList();
        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(1).getPreview()).isEqualTo(alerts.get(0).getPreview());
        send(Samples.message("c", Samples.clean()));
        assertThat(service().pipeline().snapshot().batchedImages()).isEqualTo(read + 1);
    }

    @Test
    void shouldRaiseAlertOnFlaggedImage() {
        send(Samples.message("w", Samples.suspicious()));
        assertThat(rig().diagnoses.readValue().getVerdict()).isEqualTo(Verdict.SUSPECT);
        TestRecord<byte[], AdversarialAlert> out = rig().alerts.readRecord();
        assertThat(out.key()).isEqualTo(KEY);
        assertThat(header(out.headers(), "robustdx.severity")).isEqualTo("LOW");
        assertThat(out.value().getSeverity()).isEqualTo(Severity.LOW);
        assertThat(out.value().getLabelBefore()).isEqualTo("bright");
        assertThat(out.value().getLabelAfter()).isEqualTo("bright");
        assertThat(out.value().getFiredDetectors())
                .extracting(reading -> reading.getDetector())
                .containsExactly("brightness");
        byte[] preview = new byte[out.value().getPreview().remaining()];
        out.value().getPreview().get(preview);
        assertThat(preview).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void shouldTellInTheAlertWhatAPersonNeedsToDecide() {
        send(Samples.message("first", Samples.clean()));
        send(Samples.message("w", Samples.suspicious()));
        rig().diagnoses.readValue();
        Diagnosis diagnosis = rig().diagnoses.readValue();
        AdversarialAlert alert = rig().alerts.readValue();
        assertThat(alert.getContentSha256()).isEqualTo(Sha256.hex(Samples.suspicious()));
        assertThat(alert.getImageTopic()).isEqualTo(Topics.MEDICAL_IMAGES);
        assertThat(alert.getImagePartition()).isZero();
        assertThat(alert.getImageOffset()).isEqualTo(1);
        assertThat(alert.getModelVersion()).isEqualTo(diagnosis.getModelVersion());
        assertThat(alert.getClasses()).isEqualTo(diagnosis.getClasses());
        assertThat(alert.getClassesAfter())
                .extracting(one -> one.getName())
                .isEqualTo(diagnosis.getClasses().stream()
                        .map(one -> one.getName())
                        .toList());
        assertThat(alert.getClassesAfter().stream()
                        .mapToDouble(one -> one.getProbability())
                        .sum())
                .as("of the denoised image")
                .isCloseTo(1, within(1e-3));
        assertThat(alert.getAlarmPValue()).isEqualTo(diagnosis.getAlarmPValue());
        assertThat(alert.getFalseAlarmRate()).isEqualTo(diagnosis.getFalseAlarmRate());
        assertThat(alert.getDetectors())
                .extracting(finding -> finding.getDetector())
                .isEqualTo(diagnosis.getDetectors().stream()
                        .map(reading -> reading.getDetector())
                        .toList());
        assertThat(alert.getDetectors()).allSatisfy(finding -> {
            assertThat(finding.getRole()).isEqualTo("TAMPERING");
            assertThat(finding.getThreshold())
                    .isEqualTo(alert.getFalseAlarmRate() / alert.getDetectors().size());
        });
        assertThat(alert.getInput().remaining()).isPositive();
        assertThat(alert.getInput()).as("denoising changes nothing here").isEqualTo(alert.getPreview());
    }

    @Test
    void shouldKeepOnlyTraceContextOfTheSendersHeaders() {
        Headers headers = new RecordHeaders();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        headers.add("traceparent", bytes(trace));
        headers.add("tracestate", bytes("vendor=1"));
        headers.add("patient", bytes("Jane Doe"));
        send(Samples.message("w", Samples.suspicious()), headers);
        for (Headers out : List.of(
                rig().diagnoses.readRecord().headers(),
                rig().alerts.readRecord().headers())) {
            assertThat(header(out, "traceparent")).isEqualTo(trace);
            assertThat(header(out, "tracestate")).isEqualTo("vendor=1");
            assertThat(out.lastHeader("patient")).isNull();
        }
    }

    @Test
    void shouldKeepMalformedMessageByteForByte() {
        byte[] value = bytes("not avro at all");
        Headers headers = new RecordHeaders();
        headers.add("sender", bytes("x"));
        headers.add("robustdx.reason", bytes("forged"));
        send(Samples.message("a", Samples.clean()));
        send(value, headers);
        TestRecord<byte[], byte[]> letter = rig().deadLetters.readRecord();
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(header(letter.headers(), "sender")).isEqualTo("x");
        assertThat(letter.headers().headers(DeadLetter.REASON)).hasSize(1);
        assertThat(header(letter.headers(), DeadLetter.REASON)).isEqualTo("MALFORMED_MESSAGE");
        assertThat(header(letter.headers(), DeadLetter.STAGE)).isEqualTo("READ");
        assertThat(header(letter.headers(), DeadLetter.EXCEPTION))
                .isEqualTo("org.robustdx.schemas.serde.MalformedMessageException");
        assertThat(header(letter.headers(), DeadLetter.TOPIC)).isEqualTo(Topics.MEDICAL_IMAGES);
        assertThat(header(letter.headers(), DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(header(letter.headers(), DeadLetter.OFFSET)).isEqualTo("1");
        assertThat(header(letter.headers(), DeadLetter.TIMESTAMP)).isEqualTo(Long.toString(SENT.toEpochMilli()));
    }

    @Test
    void shouldGoOnAfterDeadLetters() {
        send(bytes("bad"));
        send(null);
        send(Samples.message("a", Samples.clean()));
        assertThat(reasons()).containsExactly("MALFORMED_MESSAGE", "NO_VALUE");
        assertThat(rig().diagnoses.readValue().getImageId()).isEqualTo("a");
    }

    @Test
    void shouldRefuseWhatIsNoImage() {
        byte[] undecodable = Samples.message("a", bytes("no image"));
        send(undecodable);
        send(Samples.message("b", new byte[0]));
        byte[] png = Samples.clean();
        send(Samples.message("c", Arrays.copyOf(png, png.length / 2)));
        List<TestRecord<byte[], byte[]>> letters = rig().deadLetters.readRecordsToList();
        assertThat(letters.get(0).value()).isEqualTo(undecodable);
        assertThat(letters)
                .extracting(letter -> header(letter.headers(), DeadLetter.REASON))
                .containsExactly("CONTENT_UNKNOWN_FORMAT", "CONTENT_EMPTY", "CONTENT_CORRUPT");
    }

    @Test
    void shouldRefuseOversizeContent() {
        send(Samples.message("a", new byte[4097]));
        TestRecord<byte[], byte[]> letter = rig().deadLetters.readRecord();
        assertThat(header(letter.headers(), DeadLetter.REASON)).isEqualTo("OVERSIZE");
        assertThat(header(letter.headers(), DeadLetter.STAGE)).isEqualTo("CONTENT");
        assertThat(header(letter.headers(), DeadLetter.MESSAGE)).isEqualTo("content of 4097 bytes (limit: 4096)");
    }

    @Test
    void shouldIdentifyWhatNoRecordCanHold() {
        byte[] value = Samples.message("a", new byte[TopologyRig.SIZES.repeatableBytes() + 1]);
        send(value);
        TestRecord<byte[], byte[]> letter = rig().deadLetters.readRecord();
        assertThat(letter.value()).isNull();
        assertThat(header(letter.headers(), DeadLetter.OMITTED_BYTES)).isEqualTo(Integer.toString(value.length));
        assertThat(header(letter.headers(), DeadLetter.OMITTED_SHA256)).isEqualTo(Sha256.hex(value));
    }

    @ParameterizedTest
    @CsvSource({"0, INVALID_EVENT", "257, INVALID_EVENT"})
    void shouldRefuseUnusableImageId(int length, String reason) {
        send(Samples.message("x".repeat(length), Samples.clean()));
        assertThat(reasons()).containsExactly(reason);
    }

    @Test
    void shouldRefuseOtherTask() {
        ImageEvent event = ImageEvent.newBuilder(Samples.event("a", Samples.clean()))
                .setTask("other")
                .build();
        send(AvroSerdes.imageEventCodec().encode(event));
        assertThat(reasons()).containsExactly("TASK_NOT_SERVED");
    }

    @Test
    void shouldNeverPutAttributesOrReferencesIntoHeaders() {
        ImageEvent event = ImageEvent.newBuilder(Samples.event("a", bytes("Jane Doe")))
                .setAttributes(Map.of("patient", "Jane Doe"))
                .setContent(ContentReference.newBuilder()
                        .setUri("file:///Jane Doe.png")
                        .setSha256("")
                        .setSize(1)
                        .build())
                .build();
        send(AvroSerdes.imageEventCodec().encode(event));
        for (Header header : rig().deadLetters.readRecord().headers()) {
            assertThat(new String(header.value(), StandardCharsets.UTF_8)).doesNotContain("Jane");
        }
    }

    @Test
    void shouldStopRatherThanPassOverAnImageWhenTheEngineFails() {
        rig().close();
        Diagnostician broken = new Diagnostician() {
            @Override
            public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
                return CompletableFuture.failedFuture(new InferenceException("device lost", new Exception()));
            }

            @Override
            public ModelIdentity model() {
                return new ModelIdentity("m", "", "", "t", List.of("a", "b"), List.of("d"));
            }
        };
        rig = new TopologyRig(broken, Optional.empty());
        assertThatExceptionOfType(StreamsException.class)
                .isThrownBy(() -> send(Samples.message("a", Samples.clean())))
                .havingRootCause()
                .isExactlyInstanceOf(Exception.class);
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    private List<String> reasons() {
        return rig().deadLetters.readRecordsToList().stream()
                .map(letter -> header(letter.headers(), DeadLetter.REASON))
                .toList();
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
