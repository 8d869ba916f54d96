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
import org.robustdx.trainer.attack.Bounds;
import org.robustdx.trainer.data.BadItem;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.pipeline.CardOf;
import org.robustdx.trainer.pipeline.ModelPublisher;
import org.robustdx.trainer.pipeline.SavedModel;
import org.robustdx.trainer.pipeline.Splits;
import org.robustdx.trainer.pipeline.Task;
import org.robustdx.trainer.report.History;
import org.robustdx.trainer.report.ModelCardWriter;
import org.robustdx.trainer.report.Plots;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.Provenance;
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
final class TrainCommand implements Callable<Integer> {
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

    @Option(
            names = "--method",
            defaultValue = "DENOISING",
            paramLabel = "NAME",
            description = "plain, noise, invariance, autoencoder or denoising (default: denoising, the paper's).")
    private Method method;

    @Option(
            names = "--backbone",
            defaultValue = "RESNET",
            paramLabel = "NAME",
            description = "resnet, resnet-bottleneck, vgg, densenet or inception (default: resnet, of basic blocks).")
    private Backbones backbone;

    @Option(
            names = "--width",
            defaultValue = "40",
            paramLabel = "N",
            description = "Channels of the first stage (default ${DEFAULT-VALUE}: about 1 M parameters at 64x64).")
    private int width;

    @Option(
            names = "--image-size",
            defaultValue = "64",
            paramLabel = "PX",
            description = "Side of the model's input (default ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--fit",
            defaultValue = "CROP",
            paramLabel = "FIT",
            description = "How images of another shape are fitted: crop or pad (default: crop).")
    private Fit fit;

    @Option(
            names = "--normalise",
            defaultValue = "IMAGE",
            paramLabel = "HOW",
            description = "image: each image to mean 0 and variance 1; fixed: all images alike (default: image).")
    private Normalisation normalisation;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training split (default: by task).")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            paramLabel = "N",
            description = "Clean images of a step (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--copies",
            defaultValue = "3",
            paramLabel = "K",
            description = "Noisy copies of each image (default ${DEFAULT-VALUE}).")
    private int copies;

    @Option(
            names = "--feature-weight",
            defaultValue = "1",
            paramLabel = "K1",
            description = "Weight of the features' invariance (default ${DEFAULT-VALUE}).")
    private double featureWeight;

    @Option(
            names = "--feature-stages",
            split = ",",
            paramLabel = "N",
            description =
                    "Stages of the backbone whose features are drawn together, counted from 1 (default: the last).")
    private List<Integer> featureStages = List.of();

    @Option(
            names = "--decoder-stage",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Stage of the backbone off which the decoder hangs (default ${DEFAULT-VALUE}, as in the paper).")
    private int decoderStage;

    @Option(
            names = "--reconstruction-weight",
            defaultValue = "10",
            paramLabel = "K2",
            description = "Weight of the reconstruction (default ${DEFAULT-VALUE}).")
    private double reconstructionWeight;

    @Option(
            names = "--noise",
            defaultValue = "UNIFORM",
            paramLabel = "KIND",
            description =
                    "uniform (in +-S), gaussian (standard deviation S), salt-and-pepper (a share S of the values black or"
                            + " white), speckle (a factor of standard deviation S), poisson (1/S^2 counts make white) or mixture"
                            + " (one of these for each copy, at most about as strong as uniform); S is drawn for each copy, up to"
                            + " --noise-strength (default: uniform).")
    private Noise noise;

    @Option(
            names = "--noise-strength",
            defaultValue = "0.2",
            paramLabel = "S",
            description = "Strongest noise of a copy, S of --noise (default ${DEFAULT-VALUE}).")
    private double noiseStrength;

    @Mixin
    private DefenceArguments defence;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.001",
            paramLabel = "R",
            description = "Highest learning rate (default ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.02",
            paramLabel = "D",
            description = "Decoupled weight decay (default ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--weights",
            defaultValue = "PLAIN",
            paramLabel = "FORM",
            description =
                    "What the optimizer moves: plain, the model's weights; standardised, kernels and gains of which they are made"
                            + " (default: plain).")
    private WeightForm weights;

    @Option(
            names = "--augmentation",
            defaultValue = "1",
            paramLabel = "S",
            description = "How far images are varied, 0 to 1: a share of what is usual for the task (default"
                    + " ${DEFAULT-VALUE}).")
    private double augmentation;

    @Option(
            names = "--balance",
            defaultValue = "LOGITS",
            paramLabel = "HOW",
            description =
                    "How rare classes are made to count: none, weights (on the loss) or logits (shifted in training by how common each"
                            + " class is; default: logits).")
    private Balance balance;

    @Option(
            names = "--label-smoothing",
            defaultValue = "0",
            paramLabel = "S",
            description = "Share of each target spread over all classes (default ${DEFAULT-VALUE}).")
    private double labelSmoothing;

    @Option(
            names = "--average",
            defaultValue = "0.995",
            paramLabel = "D",
            description =
                    "Decay, at each step, of the average of the parameters, which is what is validated and exported;"
                            + " 0 for the parameters themselves (default ${DEFAULT-VALUE}).")
    private double average;

    @Option(
            names = "--patience",
            defaultValue = "5",
            paramLabel = "N",
            description = "Epochs without a better validation score before stopping (default ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Of weights, order, augmentation, noise and split (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "How many phantoms to draw for --task phantom (default ${DEFAULT-VALUE}).")
    private int phantoms;

    @Option(
            names = "--false-alarm-rate",
            paramLabel = "R",
            description =
                    "Share of clean images that the model may flag, kept in its file (default 0.01). With --resume another may be given:"
                            + " the detectors are calibrated after training.")
    private @Nullable Double falseAlarmRate;

    @Option(
            names = "--attack-images",
            defaultValue = "200",
            paramLabel = "N",
            description = "Test images to attack for the model card; 0 for none (default ${DEFAULT-VALUE}).")
    private int attackImages;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        Task task = UsageException.check(() -> Task.of(taskName));
        TrainOptions options = UsageException.check(() -> options(task));
        ModelSpec model = UsageException.check(
                () -> new ModelSpec(backbone, width, decoderStage, imageSize, task.channels(), 2, normalisation));
        UsageException.check(() -> {
            options.objective().requireStagesOf(model);
            return model;
        });
        if (phantoms < 100 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 100 <= phantoms <= 1000000)");
        }
        if (attackImages < 0) {
            throw new UsageException("attack-images: " + attackImages + " (expected: >= 0)");
        }
        Path checkpointFile = dir.resolve(SavedModel.CHECKPOINT);
        Checkpoint begun = resume ? begun(checkpointFile) : null;
        if (begun == null && Files.exists(checkpointFile)) {
            throw new UsageException(dir + ": holds a checkpoint already (expected: --resume, or another --out)");
        }
        json.requireFolder();
        Files.createDirectories(dir);

        // A run that goes on keeps the settings that it began with, whatever stands on this command line.
        ModelSpec wanted = begun == null ? null : begun.state().spec();
        int size = wanted == null ? imageSize : wanted.imageSize();
        Fit fitted = begun == null ? fit : Fit.valueOf(begun.provenance().fit().toUpperCase(Locale.ROOT));
        LoadedData loaded = images(task, size, fitted);
        report(loaded.skipped());
        Dataset all = loaded.dataset();
        long splitSeed = begun == null ? seed : begun.provenance().splitSeed();
        Splits splits = Splits.of(all, splitSeed);
        Provenance provenance = new Provenance(
                task.id(), all.classes(), all.digest(), splitSeed, fitted.name().toLowerCase(Locale.ROOT));
        if (begun != null && !begun.provenance().equals(provenance)) {
            throw new UsageException(dir + ": the checkpoint began with other data or another task (its data digest is "
                    + begun.provenance().dataDigest() + ", now " + provenance.dataDigest() + ")");
        }
        TrainOptions chosen = begun == null ? options : begun.state().options();
        requireEnough(all, splits, chosen.batchSize());
        requireCalibration(splits.calibration().size(), chosen.falseAlarmRate());
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

        if (begun != null && falseAlarmRate != null) {
            begun.write(checkpointFile);
        }
        Checkpoint done = train(splits, provenance, chosen, begun, checkpointFile);
        SavedModel saved = SavedModel.of(done);
        ModelPublisher publisher = new ModelPublisher(saved, splits, attackImages, splitSeed);
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

    /** Returns what a run goes on from: all its settings, but for the one on which nothing learned depends. */
    private Checkpoint begun(Path file) throws IOException {
        Checkpoint begun = Checkpoint.read(file);
        return falseAlarmRate == null ? begun : begun.withFalseAlarmRate(falseAlarmRate);
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
        if (falseAlarmRate != null) {
            throw new UsageException(message);
        }
        say(message + ": this model will flag nothing");
    }

    private TrainOptions options(Task task) {
        return new TrainOptions(
                method,
                copies,
                featureWeight,
                featureStages,
                reconstructionWeight,
                noise,
                noiseStrength,
                defence.options(),
                task.augmentation().times(augmentation),
                epochs == null ? task.epochs() : epochs,
                batchSize,
                learningRate,
                weightDecay,
                weights,
                balance,
                labelSmoothing,
                average,
                patience,
                seed,
                falseAlarmRate == null ? Calibration.DEFAULT_FALSE_ALARM_RATE : falseAlarmRate);
    }

    private LoadedData images(Task task, int size, Fit fitted) throws DataException, UsageException {
        if (task != Task.PHANTOM) {
            return data.load(size, task.channels(), fitted);
        }
        if (data.named()) {
            return data.load(size, task.channels(), fitted);
        }
        return new LoadedData(data.phantoms(size, phantoms), List.of(), org.robustdx.trainer.data.DataLayout.FOLDERS);
    }

    private Checkpoint train(
            Splits splits, Provenance provenance, TrainOptions options, @Nullable Checkpoint begun, Path file)
            throws IOException, InterruptedException {
        int epoch = begun == null ? 1 : begun.state().epoch() + 1;
        Path historyFile = dir.resolve("history.csv");
        History history = begun == null
                ? History.create(historyFile, TrainingDisplay.COLUMNS)
                : History.resume(historyFile, TrainingDisplay.COLUMNS, epoch);
        try (TrainingDisplay display =
                new TrainingDisplay(history, spec.commandLine().getOut())) {
            Trainer trainer = new Trainer(splits.train(), splits.validation(), provenance, file, display);
            if (begun != null) {
                return trainer.resume(begun);
            }
            int classes = provenance.classes().size();
            ModelSpec model = new ModelSpec(
                    backbone, width, decoderStage, imageSize, splits.train().channels(), classes, normalisation);
            return trainer.run(model, options);
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
