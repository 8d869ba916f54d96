package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

class OutcomeWriterTest {
    private static final SizeLimits SIZES = new SizeLimits(4096);

    private final OutcomeWriter writer = new OutcomeWriter(MessageFormat.SINGLE_OBJECT, SIZES);

    private static Diagnosis diagnosis() {
        return Diagnosis.newBuilder()
                .setImageId("jane-doe")
                .setVerdict(Verdict.TRUSTED)
                .setLabel("jane-doe")
                .setClasses(List.of())
                .setDetectors(List.of())
                .setStageTimes(new StageTimes(0d, 0d))
                .build();
    }

    private OutcomeWriter.Result written(byte[] key, Diagnosis diagnosis) {
        return writer.written(key, diagnosis, Optional.empty(), Optional.empty(), Fingerprint.UNKNOWN, 0.01);
    }

    private static Refusal refusal(OutcomeWriter.Result result) {
        assertThat(result).isInstanceOf(OutcomeWriter.Result.Impossible.class);
        Refusal refusal = ((OutcomeWriter.Result.Impossible) result).refusal();
        assertThat(refusal.message()).doesNotContain("jane");
        return refusal;
    }

    @Test
    void shouldWriteWhatFits() {
        OutcomeWriter.Result result = written(new byte[SIZES.imageTopicBytes()], diagnosis());
        assertThat(result).isInstanceOf(OutcomeWriter.Result.Ready.class);
        byte[] bytes =
                ((OutcomeWriter.Result.Ready) result).outcome().diagnosis().bytes();
        assertThat(AvroSerdes.diagnosisCodec().decode(bytes)).isEqualTo(diagnosis());
    }

    @Test
    void shouldRefuseAKeyThatLeavesNoRoom() {
        Refusal refusal = refusal(written(new byte[SIZES.outputTopicBytes()], diagnosis()));
        assertThat(refusal.reason()).isEqualTo(Reason.OUTCOME_TOO_LARGE);
        assertThat(refusal.reason().stage()).isEqualTo(Reason.Stage.PRODUCE);
    }

    @Test
    void shouldRefuseAMessageThatItsSchemaDoesNotAllow() {
        Diagnosis broken = diagnosis();
        broken.put(Diagnosis.getClassSchema().getField("label").pos(), null);
        assertThat(refusal(written(new byte[1], broken)).reason()).isEqualTo(Reason.OUTCOME_UNWRITABLE);
    }

    @Test
    void shouldBlameNoImageForARegistryThatIsLost() {
        OutcomeWriter lost =
                new OutcomeWriter(RegistryFormat.of(URI.create("http://127.0.0.1:1/apis/registry/v3")), SIZES);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> lost.written(
                        new byte[1], diagnosis(), Optional.empty(), Optional.empty(), Fingerprint.UNKNOWN, 0.01));
    }
}
