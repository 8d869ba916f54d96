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
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.publish.CardOf;
import org.robustdx.trainer.publish.DecisionFit;
import org.robustdx.trainer.publish.ModelPublisher;
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

/** {@code train}: trains, calibrates and exports a model. */
@Command(
        name = "train",
        headerHeading = "Example: ./robustdx train --task phantom --out my-model%n%n",
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
            description = "Continue from the checkpoint in --out, with the settings that it began with.")
    private boolean resume;

    @Mixin
    private LearningArguments learning;

    @Mixin
    private FromArguments from;

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
            description = "How many phantoms to draw for --task phantom (default: ${DEFAULT-VALUE}).")
    private int phantoms;

    @Mixin
    private PublishArguments publishing;

    @Mixin
    private JsonOption json;

    /** The validated options. */
    private record Wanted(Task task, TrainOptions options) {}

    @Override
    public void check() throws UsageException {
        wanted();
    }

    private Wanted wanted() throws UsageException {
        Task task = UsageException.check(() -> Task.of(taskName));
        from.check();
        TrainOptions options = UsageException.check(() -> learning.options(task, from.given()));
        if (!from.given()) {
            requireStages(options, UsageException.check(() -> learning.network(task.channels(), 2)));
        }
        if (phantoms < 100 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 100 <= phantoms <= 1000000)");
        }
        List<String> names = data.siteNames();
        UsageException.check(() -> publishing.over(PublishOptions.ofDefaults(), names));
        if (task != Task.PHANTOM) {
            data.requireNamed();
        }
        int sites = names.size();
        if (learning.balanceSites() && sites < 2) {
            throw new UsageException(
                    "balance-sites: " + sites + " sites (expected: --data NAME=DIR for each of several)");
        }
        return new Wanted(task, options);
    }

    private static void requireStages(TrainOptions options, Blueprint network) throws UsageException {
        UsageException.check(() -> {
            options.loss().objective().requireStages(network.stages());
            return network;
        });
    }

    @Override
    @SuppressWarnings("try") // the notice does its work by being open
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

        TrainStart start = begun == null ? from.start(task, learning, fit) : new TrainStart.Begun(begun);
        LoadedData loaded = start.ordered(images(task, start.imageSize(), start.channels(), start.fit()));
        Dataset all = loaded.dataset();
        Blueprint network = start.network(all);
        if (begun == null) {
            requireStages(options, network);
        }
        notices().leftOut(loaded.skipped());
        long splitSeed = start.splitSeed();
        Splits splits = Splits.of(all, splitSeed);
        Provenance provenance = new Provenance(
                task.id(),
                all.classes(),
                all.digest(),
                splitSeed,
                start.fit().name().toLowerCase(Locale.ROOT));
        if (begun != null && !begun.provenance().equals(provenance)) {
            throw new UsageException(dir + ": the checkpoint began with other data or another task (its data digest is "
                    + begun.provenance().dataDigest() + ", now " + provenance.dataDigest()
                    + "; --data, --phantoms and --data-seed have to be given again as before)");
        }
        TrainOptions chosen = begun == null ? options : begun.state().options();
        PublishOptions publication =
                begun == null ? publishing.over(PublishOptions.ofDefaults(), data.siteNames()) : begun.publication();
        TrainChecks.requireSameClassesAtEachSite(all);
        TrainChecks.requireEnough(all, splits, chosen.duration().batchSize());
        TrainChecks.requireClassesOf(task, all.classes(), this::say);
        TrainChecks.requireCalibration(
                splits.calibration().size(),
                publication.falseAlarmRate(),
                publishing.choosesFalseAlarmRate(),
                this::say);
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
        Checkpoint done = train(splits, provenance, network, chosen, publication, begun, checkpointFile);
        notices().ended(done.state());
        SavedModel saved = DecisionFit.applied(SavedModel.of(done), splits.validation(), this::say);
        ModelPublisher publisher = new ModelPublisher(saved, splits, splitSeed, data.argumentsForCards());
        ModelPublisher.Measured measured;
        try (InterruptNotice ignored = new InterruptNotice(() -> notices().interruptedAfterTraining())) {
            measured = publisher.publish(dir.resolve(SavedModel.ONNX), this::say);
        }
        History history = History.resume(
                dir.resolve("history.csv"),
                TrainingDisplay.COLUMNS,
                done.state().epoch() + 1);
        ModelCardWriter.write(
                CardOf.model(saved, loaded, splits, measured, data.origin(), data.argumentsForCards()),
                dir.resolve("model-card.md"));
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

    /** Returns the checkpoint to resume from, with the publish options that this command line changes. */
    private Checkpoint begun(Path file) throws IOException, UsageException {
        Checkpoint begun = Checkpoint.read(file);
        return begun.withPublication(publishing.over(begun.publication(), data.siteNames()));
    }

    private LoadedData images(Task task, int size, int channels, Fit fitted) throws DataException, UsageException {
        if (task != Task.PHANTOM || data.named()) {
            return data.load(size, channels, fitted);
        }
        return new LoadedData(data.phantoms(size, phantoms), List.of());
    }

    @SuppressWarnings("try") // the notice does its work by being open
    private Checkpoint train(
            Splits splits,
            Provenance provenance,
            Blueprint network,
            TrainOptions options,
            PublishOptions publication,
            @Nullable Checkpoint begun,
            Path file)
            throws Exception {
        int epoch = begun == null ? 1 : begun.state().epoch() + 1;
        Path historyFile = dir.resolve("history.csv");
        History history = begun == null
                ? History.create(historyFile, TrainingDisplay.COLUMNS)
                : History.resume(historyFile, TrainingDisplay.COLUMNS, epoch);
        try (Models fixed = Models.open(
                        options.defence().sources().stream().map(Path::of).toList());
                TrainingDisplay display =
                        new TrainingDisplay(history, spec.commandLine().getOut());
                InterruptNotice ignored = new InterruptNotice(() -> notices().interrupted(display.finishedEpoch()))) {
            Trainer trainer = new Trainer(
                    splits.train(),
                    splits.validation(),
                    provenance,
                    publication,
                    file,
                    display,
                    TrainChecks.fixedModels(fixed, splits.train()));
            if (begun != null) {
                return trainer.resume(begun);
            }
            return trainer.run(network, options);
        }
    }

    /** Returns the command that resumes this run. It repeats only arguments that the checkpoint does not store. */
    private String resumption() {
        return "./robustdx train --task " + taskName + data.arguments()
                + (Task.PHANTOM.id().equals(taskName) && !data.named() ? " --phantoms " + phantoms : "") + " --out "
                + dir
                + " --resume";
    }

    private TrainNotices notices() {
        return new TrainNotices(dir, resumption(), this::say);
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
