package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.file.Sha256;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.Samples;
import org.robustdx.stream.watch.JsonLines;
import org.robustdx.stream.watch.Terminal;

/** A model for DX and CR images of the chest: what becomes of other DICOM images. */
class DicomScopeTopologyTest {
    private @Nullable TinyService service;
    private @Nullable TopologyRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        service = TinyService.startForDicom(folder);
        rig = new TopologyRig(service.diagnostician(10), Optional.empty());
    }

    @AfterEach
    void close() {
        rig().close();
        Objects.requireNonNull(service).close();
    }

    private TopologyRig rig() {
        return Objects.requireNonNull(rig);
    }

    private void send(String imageId, byte[] image) {
        rig().images
                .pipeInput(new TestRecord<>(
                        "ct-1".getBytes(StandardCharsets.UTF_8),
                        Samples.message(imageId, image),
                        new RecordHeaders(),
                        5L));
    }

    @Test
    void shouldDiagnoseDicomImagesOfTheModelsKind() {
        send("a", Samples.dicom("DX", "CHEST"));
        Diagnosis diagnosis = rig().diagnoses.readValue();
        assertThat(diagnosis.getVerdict()).isEqualTo(Verdict.TRUSTED);
        assertThat(diagnosis.getOutOfScopeReason()).isEmpty();
        assertThat(diagnosis.getClasses()).hasSize(2);
        assertThat(rig().outOfScope.isEmpty()).isTrue();
    }

    @Test
    void shouldClaimNothingOfADicomImageOfAnotherModality() {
        byte[] ct = Samples.dicom("CT", "CHEST");
        send("a", ct);
        Diagnosis diagnosis = rig().diagnoses.readValue();
        assertThat(diagnosis.getVerdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
        assertThat(diagnosis.getOutOfScopeReason()).isEqualTo("MODALITY");
        assertThat(diagnosis.getLabel()).isEmpty();
        assertThat(diagnosis.getClasses()).isEmpty();
        assertThat(diagnosis.getDetectors()).isEmpty();
        assertThat(diagnosis.getPredictionSet()).isEmpty();
        assertThat(diagnosis.getScopePValue()).isZero();
        assertThat(diagnosis.getAlarmPValue()).isEqualTo(1);
        assertThat(diagnosis.getContentSha256()).isEqualTo(Sha256.hex(ct));
        assertThat(diagnosis.getStageTimes().getInferMillis()).isZero();
        assertThat(rig().deadLetters.isEmpty()).isTrue();
        assertThat(rig().alerts.isEmpty()).isTrue();
    }

    @Test
    void shouldAlertWithTheAttributeAndWhatTheModelExpects() {
        send("a", Samples.dicom("DX", "KNEE"));
        TestRecord<byte[], OutOfScopeAlert> out = rig().outOfScope.readRecord();
        OutOfScopeAlert alert = out.value();
        assertThat(alert.getReason()).isEqualTo("BODY_PART");
        assertThat(alert.getMessage()).endsWith("Body Part Examined (0018,0015): KNEE (expected: CHEST)");
        assertThat(alert.getReadings()).isEmpty();
        assertThat(alert.getPValue()).isZero();
        assertThat(out.headers().lastHeader("robustdx.reason").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("BODY_PART");
    }

    @Test
    void shouldGiveTheSameAnswerToAnImageThatComesAgain() {
        send("a", Samples.dicom("CT", "CHEST"));
        send("b", Samples.dicom("CT", "CHEST"));
        Diagnosis first = rig().diagnoses.readValue();
        Diagnosis second = rig().diagnoses.readValue();
        assertThat(second.getOutOfScopeReason()).isEqualTo(first.getOutOfScopeReason());
        assertThat(second.getVerdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
    }

    @Test
    void shouldShowTheReasonInPlaceOfAPValue() throws Exception {
        send("a", Samples.dicom("CT", "CHEST"));
        Diagnosis diagnosis = rig().diagnoses.readValue();
        OutOfScopeAlert alert = rig().outOfScope.readValue();
        StringWriter table = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(table));
        terminal.diagnosis(diagnosis);
        terminal.outOfScope(alert);
        assertThat(table.toString())
                .containsPattern("diagnosis +a +ct-1 +- +OUT_OF_SCOPE \\(MODALITY\\)\\R")
                .containsPattern(
                        "SCOPE +a +ct-1 +- +OUT_OF_SCOPE \\(MODALITY\\): The model was not trained for .* CT ");
        StringWriter json = new StringWriter();
        JsonLines lines = new JsonLines(new PrintWriter(json), new PrintWriter(json));
        lines.diagnosis(diagnosis);
        JsonNode line = new ObjectMapper().readTree(json.toString());
        assertThat(line.get("outOfScopeReason").asText()).isEqualTo("MODALITY");
        assertThat(line.get("classes")).isEmpty();
    }
}
