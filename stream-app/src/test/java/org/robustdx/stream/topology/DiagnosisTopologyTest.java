package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
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
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.InferenceException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.deadletter.DeadLetter;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;

class DiagnosisTopologyTest {
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);
    private static final Instant SENT = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final SizeLimits SIZES = new SizeLimits(4096);

    @TempDir
    private Path folder = Path.of("");

    private @Nullable Rig rig;

    /** The topology on a test driver, with its topics. */
    private static final class Rig implements AutoCloseable {
        final ReadAhead readAhead;
        final TopologyTestDriver driver;
        final TestInputTopic<byte[], byte[]> images;
        final TestOutputTopic<byte[], Diagnosis> diagnoses;
        final TestOutputTopic<byte[], AdversarialAlert> alerts;
        final TestOutputTopic<byte[], byte[]> deadLetters;

        Rig(Diagnostician diagnostician, Optional<ReferencedFiles> files) {
            ContentResolver contents = new ContentResolver(SIZES.maxImageBytes(), files);
            Findings findings = new Findings(0.01, Clock.fixed(NOW, ZoneOffset.UTC));
            readAhead = new ReadAhead(Topics.MEDICAL_IMAGES, new Examiner(diagnostician, contents));
            driver = new TopologyTestDriver(
                    new DiagnosisTopology(readAhead, DEADLINE, findings, SIZES, Optional.empty(), OutcomeListener.NONE)
                            .build(),
                    new Properties());
            ByteArrayDeserializer bytes = new ByteArrayDeserializer();
            images = driver.createInputTopic(
                    Topics.MEDICAL_IMAGES, new ByteArraySerializer(), new ByteArraySerializer());
            diagnoses = driver.createOutputTopic(
                    Topics.DIAGNOSES, bytes, AvroSerdes.diagnosis().deserializer());
            alerts = driver.createOutputTopic(
                    Topics.ADVERSARIAL_ALERTS,
                    bytes,
                    AvroSerdes.adversarialAlert().deserializer());
            deadLetters = driver.createOutputTopic(Topics.DEAD_LETTERS, bytes, bytes);
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    private @Nullable ServedModel model;
    private @Nullable InferencePipeline pipeline;

    @BeforeEach
    void build() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root")).toRealPath();
        model = ServedModel.of(OnnxModel.open(Samples.model(folder), new OnnxModel.Options(Device.CPU, 1)));
        pipeline = new InferencePipeline(
                model.engine(),
                new VerdictPolicy(0.01),
                DecodeLimits.ofDefaults(),
                new PipelineOptions(4, Duration.ZERO, 1, 1),
                PipelineListener.NONE);
        rig = new Rig(diagnostician(), Optional.of(ReferencedFiles.under(root, 100_000)));
    }

    @AfterEach
    void close() {
        rig().close();
        Objects.requireNonNull(pipeline).close();
        Objects.requireNonNull(model).close();
    }

    private Diagnostician diagnostician() {
        return new PipelineDiagnostician(
                Objects.requireNonNull(pipeline), Objects.requireNonNull(model).identity(), new OutcomeCache(10_000));
    }

    private Rig rig() {
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
        assertThat(out.getRecordTime()).isEqualTo(SENT);
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
        assertThat(diagnosis.getContentSha256()).isEqualTo(sha256(Samples.clean()));
        assertThat(diagnosis.getDiagnosedAt()).isEqualTo(NOW);
        assertThat(diagnosis.getStageTimes().getInferMillis()).isPositive();
        assertThat(rig().alerts.isEmpty()).isTrue();
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldGiveAnImageThatComesAgainItsAnswerWithoutReadingItAgain() {
        send(Samples.message("a", Samples.suspicious()));
        long read = Objects.requireNonNull(pipeline).snapshot().batchedImages();
        send(Samples.message("b", Samples.suspicious()));
        assertThat(Objects.requireNonNull(pipeline).snapshot().batchedImages()).isEqualTo(read);
        List<Diagnosis> diagnoses = rig().diagnoses.readValuesToList();
        assertThat(diagnoses).extracting(Diagnosis::getImageId).containsExactly("a", "b");
        assertThat(diagnoses.get(1).getClasses()).isEqualTo(diagnoses.get(0).getClasses());
        assertThat(diagnoses.get(1).getDetectors()).isEqualTo(diagnoses.get(0).getDetectors());
        assertThat(diagnoses.get(1).getStageTimes().getInferMillis()).isZero();
        List<AdversarialAlert> alerts = rig().alerts.readValuesToList();
        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(1).getPreview()).isEqualTo(alerts.get(0).getPreview());
        send(Samples.message("c", Samples.clean()));
        assertThat(Objects.requireNonNull(pipeline).snapshot().batchedImages()).isEqualTo(read + 1);
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
    void shouldKeepOnlyTraceContextOfTheSendersHeaders() {
        Headers headers = new RecordHeaders();
        headers.add("traceparent", bytes("00-1-2-01"));
        headers.add("patient", bytes("Jane Doe"));
        send(Samples.message("w", Samples.suspicious()), headers);
        for (Headers out : List.of(
                rig().diagnoses.readRecord().headers(),
                rig().alerts.readRecord().headers())) {
            assertThat(header(out, "traceparent")).isEqualTo("00-1-2-01");
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
        byte[] value = Samples.message("a", new byte[SIZES.repeatableBytes() + 1]);
        send(value);
        TestRecord<byte[], byte[]> letter = rig().deadLetters.readRecord();
        assertThat(letter.value()).isNull();
        assertThat(header(letter.headers(), DeadLetter.OMITTED_BYTES)).isEqualTo(Integer.toString(value.length));
        assertThat(header(letter.headers(), DeadLetter.OMITTED_SHA256)).isEqualTo(sha256(value));
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
    void shouldReadReferencedFileUnderTheRoot() throws IOException {
        byte[] content = Samples.suspicious();
        Path file = Files.write(root().resolve("a b.png"), content);
        sendReference(file.toUri().toString(), sha256(content), content.length);
        assertThat(rig().diagnoses.readValue().getVerdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "file://ROOT/../secret.png",
                "file://ROOT/%2e%2e/secret.png",
                "file://ROOT/link.png",
                "file://ROOT/linked/secret.png",
                "file://ROOT",
                "file://host/ROOT/a.png",
                "http://example.org/a.png",
                "a.png",
                "not a uri %",
                ""
            })
    void shouldRefuseReferenceOutsideTheRoot(String uri) throws IOException {
        byte[] content = Samples.clean();
        Path secret = Files.write(folder.resolve("secret.png"), content);
        Files.createSymbolicLink(root().resolve("link.png"), secret);
        Files.createSymbolicLink(root().resolve("linked"), folder);
        sendReference(uri.replace("ROOT", root().toString()), sha256(content), content.length);
        assertThat(reasons()).containsExactly("REFERENCE_NOT_ALLOWED");
        assertThat(rig().diagnoses.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseReferencedFileThatIsNotAsStated() throws IOException {
        byte[] content = Samples.clean();
        String uri = Files.write(root().resolve("a.png"), content).toUri().toString();
        sendReference(uri, "0".repeat(64), content.length);
        sendReference(uri, sha256(content), content.length - 1);
        sendReference(uri, sha256(content), content.length + 1);
        sendReference(uri, "", content.length);
        sendReference(uri, sha256(content), 1_000_000);
        sendReference(uri.replace("a.png", "gone.png"), sha256(content), content.length);
        assertThat(reasons())
                .containsExactly(
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "OVERSIZE",
                        "REFERENCE_NOT_FOUND");
    }

    @Test
    void shouldRefuseEveryReferenceWithoutARoot() {
        rig().close();
        rig = new Rig(diagnostician(), Optional.empty());
        sendReference("file:///a.png", "0".repeat(64), 1);
        assertThat(reasons()).containsExactly("REFERENCE_NOT_ALLOWED");
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
        rig = new Rig(broken, Optional.empty());
        assertThatExceptionOfType(StreamsException.class)
                .isThrownBy(() -> send(Samples.message("a", Samples.clean())))
                .havingRootCause()
                .isExactlyInstanceOf(Exception.class);
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    private Path root() throws IOException {
        return folder.resolve("root").toRealPath();
    }

    private void sendReference(String uri, String sha256, long size) {
        ContentReference reference = ContentReference.newBuilder()
                .setUri(uri)
                .setSha256(sha256)
                .setSize(size)
                .build();
        ImageEvent event = ImageEvent.newBuilder(Samples.event("a", new byte[0]))
                .setContent(reference)
                .build();
        send(AvroSerdes.imageEventCodec().encode(event));
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

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
