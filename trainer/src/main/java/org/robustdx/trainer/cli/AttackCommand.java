package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.pipeline.Robustness;
import org.robustdx.trainer.pipeline.SavedModel;
import org.robustdx.trainer.train.Evaluator;
import org.robustdx.trainer.train.Metrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attack}: adversarial images as files. */
@Command(
        name = "attack",
        description =
                "Makes adversarial images against a trained model (white-box; the attack does not know the detectors)"
                        + " as 8-bit PNG files of the model's input size, and manifest.csv beside them.",
        mixinStandardHelpOptions = true)
final class AttackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder that train wrote.")
    private Path model;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--attack",
            defaultValue = "pgd",
            paramLabel = "NAME",
            description = "One of: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private Attacks attack;

    @Option(
            names = "--epsilon",
            defaultValue = "4",
            paramLabel = "E",
            description = "Largest change of a pixel in units of 1/255 (default ${DEFAULT-VALUE}).")
    private double epsilon;

    @Option(
            names = "--steps",
            defaultValue = "20",
            paramLabel = "N",
            description = "Gradient steps (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--restarts",
            defaultValue = "1",
            paramLabel = "N",
            description = "Random starts (${DEFAULT-VALUE}).")
    private int restarts;

    @Option(names = "--images", defaultValue = "100", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of the attack (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        Budget budget = UsageException.check(() -> new Budget(epsilon));
        var chosen = UsageException.check(() -> attack.create(new Attacks.Options(steps, restarts)));
        if (images < 1) {
            throw new UsageException("images: " + images + " (expected: >= 1)");
        }
        SavedModel saved = SavedModel.open(model);
        Dataset clean = data.labelled(saved, images);
        ClassifierGraph classifier = new ClassifierGraph(saved.model());
        Dataset adversarial = Robustness.attacked(classifier, clean, chosen, budget, seed);
        int[] before = predictions(classifier, clean);
        int[] after = predictions(classifier, adversarial);
        write(adversarial, saved.provenance().classes(), before, after);

        Metrics ofClean = Evaluator.clean(classifier, clean);
        Metrics ofAdversarial = Evaluator.clean(classifier, adversarial);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d images (%s), %s %s, L-inf epsilon %s/255, white-box: accuracy %.1f %% -> %.1f %%%n",
                clean.size(),
                data.origin(),
                chosen.name(),
                chosen.options(),
                epsilon,
                100 * ofClean.accuracy(),
                100 * ofAdversarial.accuracy());
        out.println("images and manifest.csv in " + dir);
        if (json != null) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("images", clean.size());
            summary.put("attack", chosen.name());
            summary.put("options", chosen.options());
            summary.put("epsilon", epsilon);
            summary.put("clean_accuracy", ofClean.accuracy());
            summary.put("attacked_accuracy", ofAdversarial.accuracy());
            JsonFile.write(json, summary);
        }
        return 0;
    }

    private static int[] predictions(ClassifierGraph classifier, Dataset dataset) {
        int[] labels = new int[dataset.size()];
        int at = 0;
        for (Batch batch : Batches.sequential(dataset, 64)) {
            try (INDArray pixels = Evaluator.pixels(batch.pixels(), batch.size(), dataset);
                    INDArray logits = classifier.logits(pixels)) {
                for (float[] row : logits.toFloatMatrix()) {
                    labels[at++] = Metrics.argmax(row);
                }
            }
        }
        return labels;
    }

    private void write(Dataset adversarial, List<String> classes, int[] before, int[] after) throws IOException {
        Files.createDirectories(dir);
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader("file", "attack", "epsilon", "label", "read_before", "read_after", "source")
                .setRecordSeparator('\n')
                .get();
        try (Writer writer = Files.newBufferedWriter(dir.resolve("manifest.csv"));
                CSVPrinter csv = new CSVPrinter(writer, format)) {
            for (int i = 0; i < adversarial.size(); i++) {
                String file = String.format(Locale.ROOT, "attacked-%05d.png", i);
                Raster raster = new Raster(
                        adversarial.width(), adversarial.height(), adversarial.channels(), adversarial.image(i));
                Files.write(dir.resolve(file), raster.toPng());
                csv.printRecord(
                        file,
                        attack.id(),
                        epsilon,
                        adversarial.classes().get(adversarial.label(i)),
                        classes.get(before[i]),
                        classes.get(after[i]),
                        adversarial.id(i));
            }
        }
    }
}
