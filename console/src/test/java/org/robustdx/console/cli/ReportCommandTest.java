package org.robustdx.console.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.console.Alerts;
import org.robustdx.console.ConsoleRig;
import org.robustdx.console.cases.Subject;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;

class ReportCommandTest {
    @Test
    void shouldWriteFiguresAndIncidentsOfTheDays(@TempDir Path folder) throws Exception {
        StringWriter out = new StringWriter();
        try (ConsoleRig rig = new ConsoleRig(folder)) {
            Subject subject = rig.alert("<i>a</i>", "ct-1", Severity.HIGH);
            rig.alert("b", "ct-1", Severity.HIGH);
            rig.send(
                    Topics.DIAGNOSES,
                    AvroSerdes.diagnosisCodec(),
                    Alerts.diagnosis("ct-1", Verdict.SUSPECT, Clock.systemUTC().instant()));
            rig.send(
                    Topics.REVIEWS,
                    subject.reviewKey("reviewer-7").getBytes(StandardCharsets.UTF_8),
                    AvroSerdes.reviewCodec().encode(overridden(subject)));
            CampaignAlert drift = Alerts.campaign(
                    "ct-1", Clock.systemUTC().instant().minusSeconds(900), CampaignKind.DRIFT, List.of("noise-level"));
            rig.send(Topics.CAMPAIGN_ALERTS, AvroSerdes.campaignAlertCodec(), drift);
            int exit = Main.run(
                    new String[] {
                        "report",
                        "--bootstrap-servers=" + rig.bootstrapServers(),
                        "--since=7d",
                        "--out=" + folder.resolve("report")
                    },
                    Map.of(),
                    new PrintWriter(out, true),
                    new PrintWriter(out, true));
            assertThat(exit).as(out.toString()).isZero();
        }
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
        assertThat(json.path("open").asInt()).isEqualTo(2);
        assertThat(json.at("/drift/0/source").asText()).isEqualTo("ct-1");
        assertThat(json.at("/drift/0/detectors/0").asText()).isEqualTo("noise-level");
        assertThat(json.path("decided").asInt()).isEqualTo(1);
        assertThat(json.path("days").size()).isEqualTo(7);
        assertThat(json.at("/models/0/flagged").asInt()).isEqualTo(1);
        assertThat(json.at("/models/0/decisions/OVERRIDDEN").asInt()).isEqualTo(1);
        assertThat(json.at("/agreement/alerts_upheld").asInt()).isEqualTo(1);
        assertThat(json.at("/models/0/agreement/labels_kept").asInt()).isZero();
        assertThat(json.at("/open_by_age/0/cases").asInt()).isEqualTo(2);
        assertThat(json.at("/incidents/0/model_sha256").asText()).isEqualTo("ab".repeat(32));
        assertThat(json.at("/incidents/0/label").asText()).isEqualTo("malignant");
        assertThat(Files.readString(folder.resolve("report/report.html")))
                .contains("&lt;i&gt;a&lt;/i&gt;", "malignant", "noise-level")
                .doesNotContain("http:", "https:", "<script");
    }

    private static Review overridden(Subject subject) {
        return Review.newBuilder()
                .setSubjectTopic(subject.topic())
                .setSubjectPartition(subject.partition())
                .setSubjectOffset(subject.offset())
                .setReviewer("reviewer-7")
                .setDecision(ReviewDecision.OVERRIDDEN)
                .setLabel("malignant")
                .setReviewedAt(Clock.systemUTC().instant())
                .build();
    }

    @Test
    void shouldRefuseATimeThatIsNone(@TempDir Path folder) {
        StringWriter err = new StringWriter();
        int exit = Main.run(
                new String[] {"report", "--since=soon", "--out=" + folder},
                Map.of(),
                new PrintWriter(err, true),
                new PrintWriter(err, true));
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("since: soon (expected: a number of days, such as 30d)");
    }
}
