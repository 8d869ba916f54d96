package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.train.Evaluator;

/**
 * Writes attacked images as files.
 *
 * @param classes classes of the attacked model
 */
record AttackFiles(Attacks attack, Budget budget, List<String> classes) {
    AttackFiles {
        classes = List.copyOf(classes);
    }

    /**
     * Writes one PNG file per image, and {@code manifest.csv} with one row per image.
     *
     * @param before predictions on the clean images, as class indexes
     * @param after predictions on the attacked images
     */
    void write(Path folder, Dataset adversarial, int[] before, int[] after) throws IOException {
        Files.createDirectories(folder);
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader("file", "attack", "epsilon", "label", "read_before", "read_after", "source", "norm")
                .setRecordSeparator('\n')
                .get();
        try (Writer writer = Files.newBufferedWriter(folder.resolve("manifest.csv"));
                CSVPrinter csv = new CSVPrinter(writer, format)) {
            for (int i = 0; i < adversarial.size(); i++) {
                String file = String.format(Locale.ROOT, "attacked-%05d.png", i);
                Files.write(folder.resolve(file), adversarial.raster(i).toPng());
                csv.printRecord(
                        file,
                        attack.id(),
                        budget.epsilon(),
                        adversarial.classes().get(adversarial.label(i)),
                        classes.get(before[i]),
                        classes.get(after[i]),
                        adversarial.fullId(i),
                        budget.norm().label());
            }
        }
    }

    /** Returns the predicted class index of each image. */
    static int[] predictions(Classifier classifier, Dataset dataset) {
        int[] labels = new int[dataset.size()];
        int at = 0;
        for (Batch batch : Batches.sequential(dataset, 64)) {
            try (INDArray pixels = Evaluator.pixels(batch.pixels(), batch.size(), dataset);
                    INDArray logits = classifier.logits(pixels)) {
                for (float[] row : logits.toFloatMatrix()) {
                    labels[at++] = Argmax.of(row);
                }
            }
        }
        return labels;
    }
}
