package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.Samples;

class OutOfScopeTopologyTest {
    private @Nullable TinyService service;
    private @Nullable TopologyRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        service = TinyService.startScoped(folder);
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
    void shouldClaimNoLabelForAnImageOutOfScope() {
        send("a", Samples.suspicious());
        TestRecord<byte[], Diagnosis> out = rig().diagnoses.readRecord();
        Diagnosis diagnosis = out.value();
        assertThat(diagnosis.getVerdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
        assertThat(diagnosis.getLabel()).isEmpty();
        assertThat(diagnosis.getLabelAfterDenoising()).isNull();
        assertThat(diagnosis.getPredictionSet()).isEmpty();
        assertThat(diagnosis.getOutOfScopeReason()).isEqualTo("UNFAMILIAR");
        assertThat(diagnosis.getScopePValue()).isEqualTo(1 / 2000.0);
        assertThat(diagnosis.getScopeFalseAlarmRate()).isEqualTo(0.02);
        assertThat(out.headers().lastHeader("robustdx.verdict").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("OUT_OF_SCOPE");
    }

    @Test
    void shouldRaiseAnAlertOfItsOwnKindThatSaysWhereTheImageIs() {
        send("clean", Samples.clean());
        send("a", Samples.suspicious());
        TestRecord<byte[], OutOfScopeAlert> out = rig().outOfScope.readRecord();
        OutOfScopeAlert alert = out.value();
        assertThat(rig().outOfScope.isEmpty()).isTrue();
        assertThat(rig().alerts.isEmpty()).isTrue();
        assertThat(rig().deadLetters.isEmpty()).isTrue();
        assertThat(alert.getImageId()).isEqualTo("a");
        assertThat(alert.getSource()).isEqualTo("ct-1");
        assertThat(alert.getReason()).isEqualTo("UNFAMILIAR");
        assertThat(alert.getMessage()).contains("familiarity", "0.0005", "0.02");
        assertThat(alert.getReadings()).singleElement().satisfies(reading -> assertThat(reading.getDetector())
                .isEqualTo("familiarity"));
        assertThat(alert.getContentSha256()).isEqualTo(Sha256.hex(Samples.suspicious()));
        assertThat(alert.getImageTopic()).isEqualTo(Topics.MEDICAL_IMAGES);
        assertThat(alert.getImagePartition()).isZero();
        assertThat(alert.getImageOffset()).isEqualTo(1);
        assertThat(alert.getRaisedAt()).isEqualTo(TopologyRig.NOW);
        assertThat(alert.getDetectors())
                .filteredOn(finding -> finding.getRole().equals("SCOPE"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.getDetector()).isEqualTo("familiarity");
                    assertThat(finding.getThreshold()).isEqualTo(0.02);
                });
        assertThat(out.headers().lastHeader("robustdx.reason").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("UNFAMILIAR");
    }

    @Test
    void shouldTellTheClassesThatAnImageInScopeMayHave() {
        send("a", Samples.clean());
        Diagnosis diagnosis = rig().diagnoses.readValue();
        assertThat(diagnosis.getVerdict()).isEqualTo(Verdict.TRUSTED);
        assertThat(diagnosis.getLabel()).isEqualTo("dark");
        assertThat(diagnosis.getPredictionSet()).containsExactly("dark", "bright");
        assertThat(diagnosis.getPredictionCoverage()).isEqualTo(0.9);
        assertThat(diagnosis.getOutOfScopeReason()).isEmpty();
        assertThat(rig().outOfScope.isEmpty()).isTrue();
    }
}
