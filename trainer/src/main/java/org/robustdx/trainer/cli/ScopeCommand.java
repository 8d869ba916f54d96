package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.publish.ScopeAddition;
import org.robustdx.trainer.publish.ScopeCard;
import org.robustdx.trainer.report.ModelCardWriter;
import org.robustdx.trainer.train.PublishOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scope}: adds scope detectors to a model file. */
@Command(
        name = "scope",
        headerHeading = "Example: ./robustdx scope --model old.onnx --data DIR --out new.onnx%n%n",
        description =
                "Adds scope detectors to an exported model without training it, so that images of another kind get the"
                        + " verdict OUT_OF_SCOPE. DIR holds the images that the model was trained on. Weights and logits"
                        + " stay the same; both alarms and the prediction sets are calibrated again on the calibration"
                        + " split, the scope alarm on the validation split too. A calibration to a site has to be made"
                        + " again.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScopeCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

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
            names = "--robust-sets",
            paramLabel = "E",
            description =
                    "Calibrate the prediction sets on attacked images, so that they hold under attacks of this size,"
                            + " in units of 1/255; 0 for images as they are (default: as the model's sets, 0 where it has"
                            + " none).")
    private @Nullable Double robustSets;

    @Option(
            names = "--card",
            paramLabel = "FILE",
            description = "Write a model card there, with tables measured on the test split.")
    private @Nullable Path card;

    @Option(
            names = "--attack-images",
            paramLabel = "N",
            description = "Test images to attack, for card and metadata; 0 for none (default: 200 with --card or"
                    + " --robust-sets, or else 0).")
    private @Nullable Integer attackImages;

    @Mixin
    private SourceArguments source;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "Without --data: how many phantoms the model was trained on (default: ${DEFAULT-VALUE}).")
    private int phantoms;

    @Mixin
    private DicomOption dicom = new DicomOption();

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        options();
        if (phantoms < 1 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 1 <= phantoms <= 1000000)");
        }
        dicom.check();
    }

    private ScopeAddition.Options options() throws UsageException {
        List<String> names = data.siteNames();
        PublishOptions unstated = PublishOptions.ofDefaults();
        PublishOptions stated = new PublishOptions(
                unstated.falseAlarmRate(),
                unstated.attackImages(),
                source.common(names, unstated.source()),
                source.bySite(names, unstated.sites()),
                0,
                List.of());
        boolean states = !stated.equals(unstated) || names.stream().anyMatch(name -> !name.isEmpty());
        int usual = card != null || robustSets != null ? PublishOptions.DEFAULT_ATTACK_IMAGES : 0;
        return UsageException.check(() -> new ScopeAddition.Options(
                Optional.ofNullable(rate),
                Optional.ofNullable(robustSets),
                attackImages == null ? usual : attackImages,
                dicom.over(List.of()),
                states ? Optional.of(stated) : Optional.empty()));
    }

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        PrintWriter printer = spec.commandLine().getOut();
        try (JudgedModel judged = JudgedModel.open(model.path())) {
            LoadedData all = data.loaded(judged.spec(), judged.metadata().fit(), phantoms);
            Splits splits = Splits.of(all.dataset(), judged.splitSeed().orElse(0));
            int n = splits.calibration().size() + splits.validation().size();
            if (rate != null && rate < Calibration.rarestRate(n)) {
                throw new UsageException("scope-rate: " + rate + " (expected: at least "
                        + String.format(Locale.ROOT, "%.4f", Calibration.rarestRate(n)) + ", 1/(n+1) with the " + n
                        + " calibration and validation images)");
            }
            createFolderOf(out);
            ScopeAddition.Result result = ScopeAddition.write(judged, all.dataset(), out, options(), printer::println);
            print(printer, result);
            if (card != null) {
                createFolderOf(card);
                Optional<String> drawn = data.named() ? Optional.empty() : Optional.of(data.origin());
                ModelCardWriter.write(ScopeCard.of(judged, all, result, drawn, arguments()), card);
                printer.println("written: " + card);
            }
            Map<String, Object> summary = new LinkedHashMap<>(result.toMap());
            summary.put("sha256", result.measured().sha256());
            json.write(summary);
            return result.largestLogitDifference() <= Verifier.TOLERANCE
                            && result.measured().verified().agree()
                    ? 0
                    : 1;
        }
    }

    private static void createFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static void print(PrintWriter printer, ScopeAddition.Result result) {
        printer.printf(
                Locale.ROOT,
                "test split (n = %d): %d out of scope, %d flagged as tampered with, %d either%n",
                result.n(),
                result.outOfScope(),
                result.flagged(),
                result.either());
        SetSummary.print(printer, result.measured());
        printer.printf(
                Locale.ROOT,
                "largest difference of a logit: %.2e between the files, %.2e between new file and graph%n",
                result.largestLogitDifference(),
                result.measured().verified().logits());
    }

    /** Returns the arguments of this command for the model card. */
    private String arguments() throws UsageException {
        StringBuilder arguments = new StringBuilder(data.argumentsForCards());
        if (rate != null) {
            arguments.append(" --scope-rate ").append(rate);
        }
        if (robustSets != null) {
            arguments.append(" --robust-sets ").append(robustSets);
        }
        if (attackImages != null) {
            arguments.append(" --attack-images ").append(attackImages);
        }
        return arguments.append(" --card CARD").toString();
    }
}
