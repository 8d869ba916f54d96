package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.pipeline.JudgedModel;
import org.robustdx.trainer.pipeline.ScopeAddition;
import org.robustdx.trainer.pipeline.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scope}: scope detectors for a model that has none. */
@Command(
        name = "scope",
        headerHeading = "Example: ./robustdx scope --model old.onnx --data DIR --out new.onnx%n%n",
        description =
                "Adds scope detectors to an exported model without training it, so that images of another kind get the verdict"
                        + " OUT_OF_SCOPE. DIR holds the images that the model was trained on. Weights and logits stay the same;"
                        + " both alarms and the prediction sets are calibrated again on the calibration split.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScopeCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|DIR",
            description = "An exported ONNX file, or a folder that train wrote.")
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out;

    @Option(
            names = "--scope-rate",
            paramLabel = "R",
            description = "Share of in-scope images that may be declared out of scope (default: the false-alarm rate of"
                    + " the model's tampering alarm).")
    private @Nullable Double rate;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "Without --data: how many phantoms the model was trained on (default: ${DEFAULT-VALUE}).")
    private int phantoms;

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        if (rate != null && !(rate > 0 && rate < 1)) {
            throw new UsageException("scope-rate: " + rate + " (expected: above 0 and below 1)");
        }
        if (phantoms < 1 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 1 <= phantoms <= 1000000)");
        }
    }

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        PrintWriter printer = spec.commandLine().getOut();
        try (JudgedModel judged = JudgedModel.open(model)) {
            Dataset all = data.all(judged.spec(), judged.metadata().fit(), phantoms);
            int n = judged.metadata().calibration().n();
            if (rate != null && rate < Calibration.rarestRate(n)) {
                throw new UsageException("scope-rate: " + rate + " (expected: at least "
                        + String.format(Locale.ROOT, "%.4f", Calibration.rarestRate(n)) + ", 1/(n+1) with the " + n
                        + " calibration images)");
            }
            Path folder = out.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            ScopeAddition.Result result =
                    ScopeAddition.write(judged, all, out, Optional.ofNullable(rate), printer::println);
            printer.printf(
                    Locale.ROOT,
                    "test split (n = %d): %d out of scope, %d flagged as tampered with, %d either%n",
                    result.n(),
                    result.outOfScope(),
                    result.flagged(),
                    result.either());
            printer.printf(Locale.ROOT, "largest difference of a logit: %.2e%n", result.largestLogitDifference());
            Map<String, Object> summary = new LinkedHashMap<>(result.toMap());
            summary.put("sha256", result.sha256());
            json.write(summary);
            return result.largestLogitDifference() <= Verifier.TOLERANCE ? 0 : 1;
        }
    }
}
