package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.calibrate.SiteImages;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.calibrate.SiteRepeats;
import org.robustdx.trainer.calibrate.SiteTrial;
import org.robustdx.trainer.data.BadItemPolicy;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.DataLayout;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.DatasetLoader;
import org.robustdx.trainer.data.LoadOptions;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.site.SiteCalibration;
import org.robustdx.trainer.site.SiteCard;
import org.robustdx.trainer.train.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code calibrate}: fits a model file to the images of a site. */
@Command(
        name = "calibrate",
        headerHeading =
                "Example: ./robustdx calibrate --model models/chest-xray.onnx --data DIR --site my-hospital --out"
                        + " my-hospital.onnx%n%n",
        description =
                "Fits both alarms of a model file to the images of a site, without training. DIR holds images, or one"
                        + " folder per class. With labels (at least 30 images of each class), the command also fits a"
                        + " shift and a temperature of the logits, and the prediction sets. It reports the model before"
                        + " and after on images that are left out of the fit. The alarms need at least 1/r - 1 images at a"
                        + " false-alarm rate r (99 at 1 %%).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CalibrateCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE|DIR", description = "The model file to calibrate.")
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Clean images of the site that the model was not trained on.")
    private Path data;

    @Option(names = "--out", paramLabel = "FILE", description = "The new file. Required unless --repeat is given.")
    private @Nullable Path out;

    @Option(
            names = "--unlabelled",
            description = "Take all images in DIR and below it, and ignore the names of the folders.")
    private boolean unlabelled;

    @Option(
            names = "--fit-images",
            paramLabel = "N",
            description = "Fit to N images, drawn by patient with each class in proportion, and evaluate on the other"
                    + " patients' images (default: fit to all images, and evaluate by cross-fitting).")
    private @Nullable Integer fitImages;

    @Option(
            names = "--repeat",
            paramLabel = "R",
            description = "Repeat the draw of --fit-images R times and only report the figures; write no model file.")
    private @Nullable Integer repeat;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of draws, folds and intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--class-shares",
            description =
                    "Estimate how common each class is among images without labels (EM of Saerens et al., 2002). It is"
                            + " a report only: decision and probabilities stay as they are.")
    private boolean classShares;

    @Option(names = "--site", paramLabel = "TEXT", description = "Name of the site (default: not stated).")
    private String site = DataSource.NOT_STATED;

    @Option(names = "--licence", paramLabel = "TEXT", description = "Licence of the images (default: not stated).")
    private String licence = DataSource.NOT_STATED;

    @Option(names = "--data-set", paramLabel = "TEXT", description = "Name of the data set (default: not stated).")
    private String dataSet = DataSource.NOT_STATED;

    @Option(
            names = "--card",
            paramLabel = "FILE",
            description = "Where to write the model card (default: beside --out, with the ending .md).")
    private @Nullable Path card;

    @Option(names = "--skip-bad", description = "Leave out files that cannot be used, and count them.")
    private boolean skipBad;

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        if (out == null && repeat == null) {
            throw new UsageException("Missing required option: '--out=FILE'");
        }
        if (out != null && repeat != null) {
            throw new UsageException("repeat: " + repeat + " (expected: no --out, since it only reports)");
        }
        if (out != null && Files.isDirectory(out)) {
            throw new UsageException("out: " + out + " (expected: a file)");
        }
        if (repeat != null && fitImages == null) {
            throw new UsageException("repeat: " + repeat + " (expected: --fit-images too)");
        }
        if (repeat != null && (repeat < 1 || repeat > 1000)) {
            throw new UsageException("repeat: " + repeat + " (expected: 1 <= repeat <= 1000)");
        }
        if (fitImages != null && fitImages < 1) {
            throw new UsageException("fit-images: " + fitImages + " (expected: >= 1)");
        }
    }

    /** The images of the site, after they are read. */
    private record Read(Dataset images, boolean labelled, int skipped) {}

    @Override
    public Integer call() throws Exception {
        check();
        json.requireFolder();
        PrintWriter printer = spec.commandLine().getOut();
        try (SiteCalibration calibration = SiteCalibration.open(model)) {
            SiteModel before = calibration.model();
            Read read = read(calibration.metadata());
            Map<String, Object> summary = new LinkedHashMap<>();
            printer.printf(
                    "%s: %d %s images of %d patients%s%n",
                    site.equals(DataSource.NOT_STATED) ? "site" : site,
                    read.images().size(),
                    read.labelled() ? "labelled" : "unlabelled",
                    Arrays.stream(read.images().groups()).distinct().count(),
                    read.skipped() == 0 ? "" : "; skipped " + read.skipped());
            SiteSize.requireEnough(
                    before, read.images(), read.labelled(), fitImages == null ? "" : " among all images");
            SiteImages images = calibration.images(read.images(), read.labelled());
            summary.put("images", images.n());
            summary.put("labelled", images.labelled());
            summary.put("skipped", read.skipped());
            summary.put("seed", seed);
            if (classShares) {
                summary.put(
                        "estimated_class_shares",
                        CalibrationText.print(printer, before, SiteTrial.classShares(before, images, seed)));
            }
            if (repeat != null && fitImages != null) {
                int draws = repeat;
                int size = fitImages;
                SiteSize.requireEnoughDrawn(before, images, size, seed);
                SiteRepeats repeats = UsageException.check(() -> SiteRepeats.of(before, images, size, draws, seed));
                CalibrationText.print(printer, repeats);
                summary.put("repeats", repeats.toMap());
                json.write(summary);
                return 0;
            }
            write(calibration, before, images, read.images(), printer, summary);
            json.write(summary);
            return 0;
        }
    }

    private void write(
            SiteCalibration calibration,
            SiteModel before,
            SiteImages images,
            Dataset pixels,
            PrintWriter printer,
            Map<String, Object> summary)
            throws Exception {
        Path file = Objects.requireNonNull(out);
        SiteTrial.Drawn drawn = fitImages == null
                ? UsageException.check(() -> new SiteTrial.Drawn(
                        before.fitted(images, seed), images, SiteTrial.crossFitted(before, images, seed)))
                : drawn(before, images, fitImages);
        DataSource source = new DataSource(dataSet, site, licence);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        SiteCalibration.Written written =
                calibration.write(file, drawn.model(), drawn.drawn(), source, drawn.trial(), pixels);
        Path document = card == null ? beside(file) : card;
        WholeFile.write(
                document,
                SiteCard.render(new SiteCard.Content(
                                calibration.metadata(),
                                calibration.sha256(),
                                written.sha256(),
                                drawn.model(),
                                drawn.drawn(),
                                source,
                                drawn.trial()))
                        .getBytes(StandardCharsets.UTF_8));
        CalibrationText.print(printer, calibration.corrected(), drawn);
        printer.println("written: " + file + " (SHA-256 " + written.sha256() + "), " + document);
        summary.put("fit_images", drawn.drawn().n());
        summary.put("alarms_fitted", drawn.drawn().n() >= before.fewestForAlarms());
        if (images.labelled()) {
            summary.put("temperature", drawn.model().correction().temperature());
            summary.put("shift", drawn.model().correction().shift());
        }
        summary.putAll(drawn.trial().toMap());
        summary.put("max_abs_logit_difference", written.largestLogitDifference());
        summary.put("sha256", written.sha256());
        summary.put("parent_sha256", calibration.sha256());
    }

    private SiteTrial.Drawn drawn(SiteModel before, SiteImages images, int size) throws UsageException {
        SiteSize.requireEnoughDrawn(before, images, size, seed);
        return UsageException.check(() -> SiteTrial.drawn(before, images, size, seed));
    }

    private static Path beside(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
        return file.resolveSibling(stem + ".md");
    }

    private Read read(ModelMetadata metadata) throws DataException {
        LoadOptions options = LoadOptions.of(metadata.height(), metadata.width(), metadata.channels())
                .withFit(metadata.fit())
                .withPolicy(skipBad ? BadItemPolicy.SKIP : BadItemPolicy.FAIL);
        Optional<DataLayout> labelled = unlabelled ? Optional.empty() : DataLayout.labelled(data);
        try (LoadingDisplay display = new LoadingDisplay()) {
            DatasetLoader loader = new DatasetLoader(options);
            LoadedData loaded = loader.load(data, labelled.orElse(DataLayout.UNLABELLED), display);
            Dataset images = labelled.isPresent() ? loaded.dataset().withClasses(metadata.classes()) : loaded.dataset();
            return new Read(images, labelled.isPresent(), loaded.skipped().size());
        }
    }
}
