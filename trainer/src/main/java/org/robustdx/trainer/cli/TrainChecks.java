package org.robustdx.trainer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.modelfile.JudgedModel;

/** Checks the data of {@code train} before training begins. */
final class TrainChecks {
    private TrainChecks() {}

    /** Refuses classes that belong to another task, and warns about classes that belong to none. */
    static void requireClassesOf(Task task, List<String> classes, Consumer<String> say) throws UsageException {
        if (classes.stream().anyMatch(task::knows)) {
            return;
        }
        for (Task other : Task.values()) {
            if (!classes.isEmpty() && classes.stream().allMatch(other::knows)) {
                throw new UsageException("task: " + task.id() + " (expected: " + other.id() + ", to which the classes "
                        + String.join(", ", classes) + " belong)");
            }
        }
        say.accept("task: " + task.id() + ": none of the classes " + String.join(", ", classes)
                + " is known to belong to this task (such as " + task.examples()
                + "); the model is named after it all the same");
    }

    /** Refuses sites with different classes, because the network would learn to recognise the site. */
    static void requireSameClassesAtEachSite(Dataset all) throws UsageException {
        List<String> sites = all.sites();
        List<String> expected = classesOf(all.ofSite(sites.get(0)));
        for (String site : sites) {
            List<String> own = classesOf(all.ofSite(site));
            if (!own.equals(expected)) {
                throw new UsageException("data: site " + site + " has the classes " + String.join(", ", own)
                        + " (expected: " + String.join(", ", expected) + ", as site " + sites.get(0)
                        + "; --map-class FROM=TO renames a class)");
            }
        }
    }

    private static List<String> classesOf(Dataset images) {
        int[] counts = images.classCounts();
        return IntStream.range(0, counts.length)
                .filter(k -> counts[k] > 0)
                .mapToObj(images.classes()::get)
                .toList();
    }

    /** Refuses data of one class, or too few images for each part of the split or for a batch. */
    static void requireEnough(Dataset all, Splits splits, int batchSize) throws UsageException {
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

    /** Returns fixed models of a defence as classifiers, and refuses models with another input or other classes. */
    static List<Classifier> fixedModels(Models models, Dataset images) throws UsageException {
        List<Classifier> classifiers = new ArrayList<>();
        for (JudgedModel model : models.all()) {
            if (model.spec().imageSize() != images.width()
                    || model.spec().channels() != images.channels()
                    || !model.metadata().classes().equals(images.classes())) {
                throw new UsageException("defence-sources: " + model.file() + " of "
                        + model.spec().imageSize() + "x"
                        + model.spec().imageSize() + "x" + model.spec().channels() + " pixels and the classes "
                        + model.metadata().classes() + " (expected: " + images.width() + "x" + images.height() + "x"
                        + images.channels() + " and " + images.classes() + ")");
            }
            classifiers.add(new ClassifierGraph(model.network()));
        }
        return List.copyOf(classifiers);
    }

    /** Refuses a chosen false-alarm rate that needs more calibration images. For the default rate, it only warns. */
    static void requireCalibration(int images, double rate, boolean asked, Consumer<String> say) throws UsageException {
        double rarest = Calibration.rarestRate(images);
        if (rate >= rarest) {
            return;
        }
        String message = String.format(
                Locale.ROOT,
                "false-alarm-rate: %s (expected: >= %s, as the calibration split has %d images; for this rate it takes"
                        + " %.0f)",
                Bounds.show(rate),
                Bounds.show(Math.ceil(rarest * 1e6) / 1e6),
                images,
                Math.ceil(1 / rate) - 1);
        if (asked) {
            throw new UsageException(message);
        }
        say.accept(message + ": this model will flag nothing");
    }
}
