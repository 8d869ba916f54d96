package org.robustdx.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;

/** Every text of a message is somebody else's. */
class HostileTextTest {
    /** Clears a terminal, ends a text, clears it again, turns it round, hides, breaks the line, and is half a character. */
    private static final String HOSTILE = "a\u001B[2J\u0000\u009B2J\u202E\u200B\u2028\n\uD800z";

    private static final String SHOWN = "a\\u001b[2J\\u0000\\u009b2J\\u202e\\u200b\\u2028\\u000a\\ud800z";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Diagnosis diagnosis() {
        return Diagnosis.newBuilder()
                .setImageId(HOSTILE)
                .setSource(HOSTILE)
                .setTask(HOSTILE)
                .setModelName(HOSTILE)
                .setModelVersion(HOSTILE)
                .setModelSha256(HOSTILE)
                .setContentSha256(HOSTILE)
                .setLabel(HOSTILE)
                .setLabelAfterDenoising(HOSTILE)
                .setVerdict(Verdict.SUSPECT)
                .setClasses(List.of(new ClassProbability(HOSTILE, 1f)))
                .setDetectors(List.of(new DetectorReading(HOSTILE, 1f, 0.5)))
                .setStageTimes(new StageTimes(0d, 0d))
                .setDiagnosedAt(NOW)
                .build();
    }

    private static AdversarialAlert alert() {
        return AdversarialAlert.newBuilder()
                .setImageId(HOSTILE)
                .setSource(HOSTILE)
                .setTask(HOSTILE)
                .setModelName(HOSTILE)
                .setModelSha256(HOSTILE)
                .setSeverity(Severity.HIGH)
                .setVerdict(Verdict.SUSPECT)
                .setLabelBefore(HOSTILE)
                .setLabelAfter(HOSTILE)
                .setFiredDetectors(List.of(new DetectorReading(HOSTILE, 1f, 0.5)))
                .setPreview(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setRaisedAt(NOW)
                .setModelVersion(HOSTILE)
                .setContentSha256(HOSTILE)
                .setImageTopic(HOSTILE)
                .setDetectors(List.of(new DetectorFinding(HOSTILE, 1f, 0.5, 0.01, HOSTILE)))
                .setClasses(List.of(new ClassProbability(HOSTILE, 0.5f)))
                .setClassesAfter(List.of(new ClassProbability(HOSTILE, 0.5f)))
                .setPredictionSet(List.of(HOSTILE))
                .build();
    }

    private static CampaignAlert campaign() {
        return CampaignAlert.newBuilder()
                .setSource(HOSTILE)
                .setKind(CampaignKind.SUSPECTS)
                .setSeverity(Severity.HIGH)
                .setWindowStart(NOW)
                .setWindowEnd(NOW)
                .setImages(1)
                .setFlagged(1)
                .setPValue(0.5)
                .setStatistic(1)
                .setDetectors(List.of(HOSTILE))
                .setSampleImageIds(List.of(HOSTILE))
                .setRaisedAt(NOW)
                .build();
    }

    private static final List<Consumer<Sink>> MESSAGES = List.of(
            sink -> sink.diagnosis(diagnosis()), sink -> sink.alert(alert()), sink -> sink.campaign(campaign()));

    private static void assertPlain(String line) {
        assertThat(line.codePoints().filter(point -> point != '\n'))
                .as(line)
                .noneMatch(point -> Character.isISOControl(point)
                        || Character.isIdentifierIgnorable(point)
                        || Character.getType(point) == Character.SURROGATE
                        || point == 0x2028);
    }

    @Test
    void shouldPrintJsonOfOneLineWithoutControlCharactersBeforeAndAfterItIsRead() throws Exception {
        for (Consumer<Sink> message : MESSAGES) {
            StringWriter out = new StringWriter();
            message.accept(new JsonLines(new PrintWriter(out), new PrintWriter(out)));
            assertThat(out.toString()).hasLineCount(1);
            assertPlain(out.toString());
            JsonNode read = new ObjectMapper().readTree(out.toString());
            assertThat(read.get("source").asText()).isEqualTo(SHOWN);
            assertPlain(read.toString());
            read.forEach(value -> assertPlain(value.asText()));
        }
        StringWriter out = new StringWriter();
        new JsonLines(new PrintWriter(out), new PrintWriter(out)).diagnosis(diagnosis());
        JsonNode read = new ObjectMapper().readTree(out.toString());
        assertThat(read.at("/classes").fieldNames().next()).isEqualTo(SHOWN);
        assertThat(read.at("/detectors/0/detector").asText()).isEqualTo(SHOWN);
    }

    @Test
    void shouldPrintOneRowAMessageWithoutControlCharacters() {
        for (Consumer<Sink> message : MESSAGES) {
            StringWriter out = new StringWriter();
            message.accept(new Terminal(new PrintWriter(out)));
            assertThat(out.toString()).hasLineCount(2); // And the one above.
            assertPlain(out.toString());
        }
    }

    @Test
    void shouldKeepTheEndOfALongTextAndNoHalfOfACharacter() {
        assertThat(Terminal.clean("abc\uD83E\uDEC1def", 5)).isEqualTo("…def");
        assertThat(Terminal.clean("abc\uD83E\uDEC1def", 6)).isEqualTo("…\uD83E\uDEC1def");
        assertThat(Terminal.clean("abcdef", 6)).isEqualTo("abcdef");
    }
}
