package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of report.json are a contract. */
class ReportFileTest {
    @TempDir
    Path dir = Path.of("");

    private JsonNode json = new ObjectMapper().createObjectNode();

    @BeforeEach
    void write() throws Exception {
        Path file = dir.resolve("report.json");
        ReportFile.write(Reports.report(List.of("benign", "malignant"), "model.onnx", "phantoms"), file);
        json = new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void reportThatIsReadIsTheOneThatWasWritten() throws Exception {
        Path file = dir.resolve("report.json");
        Report read = ReportFile.read(file);
        Report written = Reports.report(List.of("benign", "malignant"), "model.onnx", "phantoms");

        assertThat(read.rows()).isEqualTo(written.rows());
        assertThat(read.worstCases()).isEqualTo(written.worstCases());
        assertThat(read.checks().readTwiceDifference()).isNaN();
        assertThat(read.flags()).isEqualTo(written.flags());
        ReportFile.write(read, dir.resolve("again.json"));
        assertThat(dir.resolve("again.json")).hasSameBinaryContentAs(file);
    }

    @Test
    void reportOfAnEarlierVersionIsRead() throws Exception {
        ObjectNode old = (ObjectNode) json;
        old.remove(List.of("verdicts", "scope", "prediction_sets", "subgroups"));
        ((ObjectNode) old.path("images")).remove("sites");
        Path file = Files.writeString(dir.resolve("old.json"), old.toString());

        Report read = ReportFile.read(file);

        assertThat(read.rows()).hasSize(5);
        assertThat(read.verdicts()).isEmpty();
        assertThat(read.scope()).isNull();
        assertThat(read.images().sites()).isEmpty();
    }

    @Test
    void fileThatIsNoReportIsRefusedInOneLine() throws Exception {
        for (String content : List.of("", "{}", "null", "[1]", "no JSON")) {
            Path file = Files.writeString(dir.resolve("other.json"), content);
            assertThatThrownBy(() -> ReportFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + ": not a report (")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void keysOfTheWhole() {
        assertKeys(
                json,
                "format",
                "created",
                "producer",
                "git_revision",
                "model",
                "images",
                "seed",
                "rows",
                "worst_cases",
                "confusions",
                "reliabilities",
                "detections",
                "verdicts",
                "scope",
                "prediction_sets",
                "subgroups",
                "shifts",
                "checks",
                "flags");
        assertThat(json.path("format").asText()).isEqualTo("robustdx-evaluation/1");
    }

    @Test
    void keysOfEachPart() {
        assertKeys(
                json.path("model"),
                "file",
                "sha256",
                "network",
                "task",
                "classes",
                "input_shape",
                "backbone",
                "parameters",
                "detectors",
                "false_alarm_rate",
                "trained_by",
                "data_digest",
                "sources");
        assertKeys(
                json.path("images"),
                "origin",
                "split",
                "split_seed",
                "digest",
                "is_training_data",
                "n",
                "attacked",
                "per_class",
                "attacked_per_class",
                "sites");
        assertKeys(json.at("/images/sites/0"), "name", "split", "split_seed", "digest", "trained_on", "n", "per_class");
        assertKeys(
                json.at("/rows/0"),
                "kind",
                "name",
                "options",
                "threat_model",
                "norm",
                "epsilon",
                "split",
                "seed",
                "n",
                "accuracy",
                "accuracy_95",
                "balanced_accuracy",
                "balanced_accuracy_95",
                "clean_accuracy",
                "flagged",
                "accuracy_before_rounding",
                "quality",
                "seconds");
        assertKeys(json.at("/rows/0/accuracy_95"), "low", "high");
        assertKeys(json.at("/rows/0/quality"), "input_psnr", "input_ssim", "denoised_psnr", "denoised_ssim");
        assertKeys(
                json.at("/worst_cases/0"),
                "threat_model",
                "epsilon",
                "attacks",
                "split",
                "seed",
                "n",
                "accuracy",
                "accuracy_95",
                "balanced_accuracy",
                "balanced_accuracy_95");
        assertKeys(json.at("/confusions/0"), "condition", "threat_model", "epsilon", "n", "matrix");
        assertKeys(
                json.at("/reliabilities/0"),
                "condition",
                "threat_model",
                "epsilon",
                "n",
                "expected_calibration_error",
                "bins");
        assertKeys(json.at("/reliabilities/0/bins/0"), "from", "to", "n", "confidence", "accuracy");
        assertKeys(
                json.at("/detections/0"),
                "detector",
                "attack",
                "threat_model",
                "epsilon",
                "split",
                "seed",
                "n_clean",
                "n_attacked",
                "auroc",
                "auroc_of_successfully_attacked",
                "successfully_attacked",
                "detected_at_1",
                "detected_at_5",
                "roc");
        assertKeys(
                json.at("/verdicts/0"),
                "condition",
                "threat_model",
                "epsilon",
                "split",
                "seed",
                "n",
                "trusted",
                "flagged",
                "out_of_scope",
                "misclassified",
                "trusted_misclassified",
                "trusted_misclassified_95");
        assertKeys(
                json.path("scope"),
                "detectors",
                "false_alarm_rate",
                "upright",
                "split",
                "seed",
                "n",
                "false_alarms",
                "false_alarms_95",
                "either_alarm",
                "either_alarm_95",
                "sets");
        assertKeys(
                json.at("/scope/sets/0"),
                "name",
                "description",
                "origin",
                "n",
                "refused",
                "auroc",
                "auroc_95",
                "caught",
                "caught_95",
                "trusted");
        assertThat(json.at("/scope/sets/0/origin").asText()).isEqualTo("changed");
        assertKeys(json.path("prediction_sets"), "coverage", "epsilon", "rows");
        assertKeys(
                json.at("/prediction_sets/rows/0"),
                "condition",
                "threat_model",
                "epsilon",
                "site",
                "class_name",
                "split",
                "seed",
                "covered",
                "mean_size");
        assertKeys(json.at("/prediction_sets/rows/0/covered"), "n", "share", "share_95");
        assertKeys(json.at("/subgroups/0"), "attribute", "source", "positive", "unknown", "groups", "gaps");
        assertKeys(
                json.at("/subgroups/0/groups/0"),
                "name",
                "n",
                "per_class",
                "compared",
                "accuracy",
                "balanced_accuracy",
                "balanced_accuracy_95",
                "sensitivity",
                "specificity",
                "auroc",
                "auroc_95",
                "false_alarms",
                "out_of_scope",
                "either_alarm");
        assertKeys(json.at("/subgroups/0/gaps/0"), "measure", "high", "low", "points", "beyond_chance");
        assertKeys(
                json.path("shifts"),
                "clean_balanced_accuracy",
                "worst",
                "worst_balanced_accuracy",
                "worst_drop_points");
        assertKeys(json.path("checks"), "n", "zero_gradients", "read_twice_difference", "graph_difference");
        assertKeys(json.at("/flags/0"), "id", "severity", "message");
    }

    @Test
    void whatIsNoNumberIsNull() {
        assertThat(json.at("/checks/read_twice_difference").isNull()).isTrue();
        assertThat(json.at("/rows/0/epsilon").isNull()).isTrue();
        assertThat(json.at("/rows/4/epsilon").asDouble()).isEqualTo(4);
    }

    @Test
    void severityIsAWord() {
        assertThat(json.at("/flags/0/severity").asText()).isEqualTo("note");
    }

    @Test
    void noDraftIsLeft() throws Exception {
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(1);
        }
    }

    private static void assertKeys(JsonNode node, String... keys) {
        assertThat(node.fieldNames()).toIterable().containsExactly(keys);
    }
}
