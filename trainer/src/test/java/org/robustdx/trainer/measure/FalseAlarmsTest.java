package org.robustdx.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.PhantomGenerator;
import org.robustdx.trainer.data.Splits;

/** The bundled model, trained on phantoms, flags clean ones that it has not seen at the rate that its file says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FalseAlarmsTest {
    private static final Path BUNDLED = Path.of("../models/phantom.onnx");
    private static final double NEVER = 1e-4; // probability of a count beyond the interval

    private Path dir = Path.of("");
    private Dataset test = new PhantomGenerator(1, 64).dataset(0);

    @BeforeAll
    void takeTheTestSplit(@TempDir Path folder) throws Exception {
        dir = folder;
        try (OnnxModel model = open(BUNDLED)) {
            ObjectMapper json = new ObjectMapper();
            long splitSeed = json.readTree(model.metadata().properties().get("method"))
                    .get("split_seed")
                    .asLong();
            Dataset all = new PhantomGenerator(1_000_003, model.metadata().width()).dataset(6000);
            assertThat(model.metadata().properties()).containsEntry("data_digest", all.digest());
            test = Splits.of(all, splitSeed).test();
        }
    }

    @Test
    void cleanImagesOfTheTestSplitAreFlaggedAtTheRateInTheFile() throws Exception {
        try (OnnxModel model = open(withRate(0.05))) {
            assertThat(model.metadata().calibration().falseAlarmRate()).isEqualTo(0.05);
            Robustness.Outcome clean = Robustness.read(model, VerdictPolicy.of(model.metadata()), test);

            assertPlausible(
                    clean.flagged(), 0.05, model.metadata().calibration().n());
            assertThat(flagged(model.metadata(), 0.05, clean)).isEqualTo(clean.flagged());
            for (double rate : new double[] {0.01, 0.02, 0.1, 0.2, 0.5}) {
                assertPlausible(
                        flagged(model.metadata(), rate, clean),
                        rate,
                        model.metadata().calibration().n());
            }
        }
    }

    /** Returns how many images of these scores are flagged at another rate. */
    private static int flagged(ModelMetadata metadata, double rate, Robustness.Outcome outcome) {
        VerdictPolicy policy = new VerdictPolicy(rate);
        int flagged = 0;
        for (int i = 0; i < outcome.readings().n(); i++) {
            float[] scores = new float[metadata.detectors().size()];
            for (int d = 0; d < scores.length; d++) {
                scores[d] = (float)
                        Objects.requireNonNull(
                                outcome.scores().get(metadata.detectors().get(d)))[i];
            }
            flagged += policy.fired(metadata, VerdictPolicy.pValues(metadata, scores))
                            .isEmpty()
                    ? 0
                    : 1;
        }
        return flagged;
    }

    private void assertPlausible(int flagged, double rate, int calibrationImages) {
        int rank = (int) Math.floor(rate * (calibrationImages + 1));
        assertThat(tail(flagged, test.size(), rank, calibrationImages, true))
                .as("%d of %d or fewer at %s", flagged, test.size(), rate)
                .isGreaterThan(NEVER);
        assertThat(tail(flagged, test.size(), rank, calibrationImages, false))
                .as("%d of %d or more at %s", flagged, test.size(), rate)
                .isGreaterThan(NEVER);
    }

    /** Returns the file with another rate, as somebody would write it who knows its metadata. */
    private Path withRate(double rate) throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(BUNDLED)).toBuilder();
        for (int i = 0; i < model.getMetadataPropsCount(); i++) {
            StringStringEntryProto entry = model.getMetadataProps(i);
            if (entry.getKey().equals("calibration")) {
                ObjectNode json = (ObjectNode) new ObjectMapper().readTree(entry.getValue());
                json.put("false_alarm_rate", rate);
                model.setMetadataProps(i, entry.toBuilder().setValue(json.toString()));
            }
        }
        return Files.write(dir.resolve(rate + ".onnx"), model.build().toByteArray());
    }

    private static OnnxModel open(Path file) throws Exception {
        return OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0));
    }

    /**
     * Returns how probable so few (or so many) of m new images are above the rank-th largest of n calibration scores, if all scores are exchangeable:
     * binomial by a rate that itself is drawn, with the calibration, from Beta(rank, n + 1 - rank).
     */
    private static double tail(int flagged, int m, int rank, int n, boolean few) {
        double a = rank;
        double b = n + 1.0 - rank;
        double term = 1; // of none flagged
        for (int i = 0; i < m; i++) {
            term *= (b + i) / (a + b + i);
        }
        double sum = 0;
        for (int x = 0; x <= m; x++) {
            sum += (few ? x <= flagged : x >= flagged) ? term : 0;
            term *= (m - x) * (a + x) / ((x + 1.0) * (b + m - x - 1));
        }
        return sum;
    }

    /** With 99 calibration images and rank 1 one new image lies above all of them with probability 1/100; two with 2/(100·101). */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 99, 0.01", "2, 2, 1, 99, 1.9801980198019802e-4", "1, 1, 5, 99, 0.05"})
    void intervalIsThatOfExchangeableScores(int flagged, int m, int rank, int n, double probability) {
        assertThat(tail(flagged, m, rank, n, false)).isCloseTo(probability, within(1e-15));
        assertThat(tail(flagged, m, rank, n, true)).isCloseTo(1, within(1e-12));
    }
}
