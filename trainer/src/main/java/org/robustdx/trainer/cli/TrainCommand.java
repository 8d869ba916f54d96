package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.BadItem;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.DataLayout;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.pipeline.CardOf;
import org.robustdx.trainer.pipeline.ModelPublisher;
import org.robustdx.trainer.pipeline.SavedModel;
import org.robustdx.trainer.pipeline.Splits;
import org.robustdx.trainer.pipeline.Task;
import org.robustdx.trainer.report.History;
import org.robustdx.trainer.report.ModelCardWriter;
import org.robustdx.trainer.report.Plots;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.Provenance;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: from a folder of images to a served file. */
@Command(
        name = "train",
        description = "Trains a denoising CNN, calibrates its detectors and exports it: model.onnx, model-card.md,"
                + " history.csv, plots and a checkpoint.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Option(names = "--task", required = true, paramLabel = "TASK", description = "chest-xray, skin or phantom.")
    private String taskName;

    @Mixin
    private DataOptions data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint in --out, with the settings that it began with.")
    private boolean resume;

    @Mixin
    private LearningArguments learning;

    @Option(
            names = "--fit",
            defaultValue = "CROP",
            paramLabel = "FIT",
            description = "How images of another shape are fitted: crop or pad (default: crop).")
    private Fit fit;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "How many phantoms to draw for --task phantom (default ${DEFAULT-VALUE}).")
    private int phantoms;

    @Mixin
    private PublishArguments publishing;

    @Mixin
    private JsonOption json;

    /** What the options ask for. */
    private record Wanted(Task task, TrainOptions options) {}

    @Override
    public void check() throws UsageException {
        wanted();
    }

    private Wanted wanted() throws UsageException {
        Task task = UsageException.check(() -> Task.of(taskName));
        TrainOptions options = UsageException.check(() -> learning.options(task));
        ModelSpec model = UsageException.check(() -> learning.network(task.channels(), 2));
        UsageException.check(() -> {
            options.loss().objective().requireStagesOf(model);
            return model;
        });
        if (phantoms < 100 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 100 <= phantoms <= 1000000)");
        }
        UsageException.check(() -> publishing.over(PublishOptions.ofDefaults()));
        if (task != Task.PHANTOM) {
            data.requireNamed();
        }
        return new Wanted(task, options);
    }

    @Override
    public Integer call() throws Exception {
        Wanted wanted = wanted();
        Task task = wanted.task();
        TrainOptions options = wanted.options();
        Path checkpointFile = dir.resolve(SavedModel.CHECKPOINT);
        Checkpoint begun = resume ? begun(checkpointFile) : null;
        if (begun == null && Files.exists(checkpointFile)) {
            throw new UsageException(dir + ": holds a checkpoint already (expected: --resume, or another --out)");
        }
        json.requireFolder();
        Files.createDirectories(dir);

        // A run that goes on keeps the settings that it began with, whatever stands on this command line.
        ModelSpec kept = begun == null ? null : begun.state().spec();
        int size = kept == null ? learning.imageSize() : kept.imageSize();
        Fit fitted = begun == null ? fit : Fit.valueOf(begun.provenance().fit().toUpperCase(Locale.ROOT));
        LoadedData loaded = images(task, size, fitted);
        report(loaded.skipped());
        Dataset all = loaded.dataset();
        long splitSeed = begun == null ? learning.seed() : begun.provenance().splitSeed();
        Splits splits = Splits.of(all, splitSeed);
        Provenance provenance = new Provenance(
                task.id(), all.classes(), all.digest(), splitSeed, fitted.name().toLowerCase(Locale.ROOT));
        if (begun != null && !begun.provenance().equals(provenance)) {
            throw new UsageException(dir + ": the checkpoint began with other data or another task (its data digest is "
                    + begun.provenance().dataDigest() + ", now " + provenance.dataDigest() + ")");
        }
        TrainOptions chosen = begun == null ? options : begun.state().options();
        PublishOptions publication = begun == null ? publishing.over(PublishOptions.ofDefaults()) : begun.publication();
        requireEnough(all, splits, chosen.duration().batchSize());
        requireCalibration(splits.calibration().size(), publication.falseAlarmRate());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %d images of %d classes; train %d, validation %d, calibration %d, test %d%n",
                task.id(),
                all.size(),
                all.classes().size(),
                splits.train().size(),
                splits.validation().size(),
                splits.calibration().size(),
                splits.test().size());

        if (begun != null) {
            begun.write(checkpointFile); // the publish options may have changed
        }
        Checkpoint done = train(splits, provenance, chosen, publication, begun, checkpointFile);
        SavedModel saved = SavedModel.of(done);
        ModelPublisher publisher = new ModelPublisher(saved, splits, splitSeed);
        ModelPublisher.Measured measured = publisher.publish(dir.resolve(SavedModel.ONNX), this::say);
        History history = History.resume(
                dir.resolve("history.csv"),
                TrainingDisplay.COLUMNS,
                done.state().epoch() + 1);
        ModelCardWriter.write(
                CardOf.model(saved, loaded, splits, measured, data.origin()), dir.resolve("model-card.md"));
        Plots.history(history, dir);
        Map<String, Object> summary = Summary.of(saved, measured);
        Summary.print(out, saved, measured, dir);
        json.write(summary);
        if (!measured.verified().agree()) {
            spec.commandLine()
                    .getErr()
                    .println("the exported file differs from the trained graph; run: verify --model " + dir);
            return 1;
        }
        return 0;
    }

    private static void requireEnough(Dataset all, Splits splits, int batchSize) throws UsageException {
        if (all.classes().size() < 2) {
            throw new UsageException("classes: " + all.classes() + " (expected: at least 2)");
        }
        if (splits.validation().size() == 0
                || splits.calibration().size() == 0
                || splits.test().size() == 0) {
            throw new UsageException("images: " + all.size() + " leave none for a part of the split: validation "
                    + splits.validation().size() + ", calibration "
                    + splits.calibration().size() + ", test " + splits.test().size()
                    + " (expected: images of at least 4 patients or lesions of a class)");
        }
        if (splits.train().size() < batchSize) {
            throw new UsageException("batch-size: " + batchSize + " (expected: <= "
                    + splits.train().size() + ", the images of the training split)");
        }
    }

    /** Returns the checkpoint to resume from, with the publish options that this command line changes. */
    private Checkpoint begun(Path file) throws IOException {
        Checkpoint begun = Checkpoint.read(file);
        return begun.withPublication(publishing.over(begun.publication()));
    }

    /** A rate that was asked for and cannot be had is an error; the default one is said to be of no use. */
    private void requireCalibration(int images, double rate) throws UsageException {
        double rarest = Calibration.rarestRate(images);
        if (rate >= rarest) {
            return;
        }
        String message = String.format(
                Locale.ROOT,
                "false-alarm-rate: %s (expected: >= %s, as the calibration split has %d images; for this rate it takes %.0f)",
                Bounds.show(rate),
                Bounds.show(Math.ceil(rarest * 1e6) / 1e6),
                images,
                Math.ceil(1 / rate) - 1);
        if (publishing.choosesFalseAlarmRate()) {
            throw new UsageException(message);
        }
        say(message + ": this model will flag nothing");
    }

    private LoadedData images(Task task, int size, Fit fitted) throws DataException, UsageException {
        if (task != Task.PHANTOM || data.named()) {
            return data.load(size, task.channels(), fitted);
        }
        return new LoadedData(data.phantoms(size, phantoms), List.of(), DataLayout.FOLDERS);
    }

    private Checkpoint train(
            Splits splits,
            Provenance provenance,
            TrainOptions options,
            PublishOptions publication,
            @Nullable Checkpoint begun,
            Path file)
            throws IOException, InterruptedException {
        int epoch = begun == null ? 1 : begun.state().epoch() + 1;
        Path historyFile = dir.resolve("history.csv");
        History history = begun == null
                ? History.create(historyFile, TrainingDisplay.COLUMNS)
                : History.resume(historyFile, TrainingDisplay.COLUMNS, epoch);
        try (TrainingDisplay display =
                new TrainingDisplay(history, spec.commandLine().getOut())) {
            Trainer trainer = new Trainer(splits.train(), splits.validation(), provenance, publication, file, display);
            if (begun != null) {
                return trainer.resume(begun);
            }
            ModelSpec network = learning.network(
                    splits.train().channels(), provenance.classes().size());
            return trainer.run(network, options);
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    private void report(List<BadItem> skipped) {
        if (skipped.isEmpty()) {
            return;
        }
        say("left out " + skipped.size() + " items:");
        skipped.forEach(item -> say("  " + item));
    }
}
