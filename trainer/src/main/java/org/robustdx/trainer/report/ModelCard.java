package org.robustdx.trainer.report;

import java.util.List;
import java.util.Map;

/**
 * Everything a reader should know about a trained model before using it, after Mitchell et al., "Model Cards for Model
 * Reporting" (2019). {@link ModelCardWriter} makes a document of it.
 *
 * @param name of the model
 * @param task what it decides, such as {@code chest-xray}
 * @param classes its answers
 * @param inputShape height, width and channels of its input
 * @param parameters number of trained values
 * @param method in a few sentences of Markdown: architecture and training objective
 * @param data what it learned from
 * @param settings of the training run, by name, in order
 * @param evaluation metrics on clean and noisy images
 * @param classMetrics sensitivity and specificity of each class on clean images
 * @param robustness accuracy under attack
 * @param detection how well attacks are noticed
 * @param sets how often prediction sets hold the true class
 * @param limitations known ones, a sentence each, beyond those every such model has
 * @param provenance where it comes from
 */
public record ModelCard(
        String name,
        String task,
        List<String> classes,
        Shape inputShape,
        long parameters,
        String method,
        Data data,
        Map<String, String> settings,
        List<Metric> evaluation,
        List<ClassMetric> classMetrics,
        List<Attacked> robustness,
        List<Detection> detection,
        Sets sets,
        List<String> limitations,
        Provenance provenance) {
    public ModelCard {
        classes = List.copyOf(classes);
        evaluation = List.copyOf(evaluation);
        classMetrics = List.copyOf(classMetrics);
        robustness = List.copyOf(robustness);
        detection = List.copyOf(detection);
        limitations = List.copyOf(limitations);
    }

    /** Size of an image: rows, columns, channels. */
    public record Shape(int height, int width, int channels) {}

    /**
     * The training data.
     *
     * @param description what it is
     * @param sites where the images come from; at least one
     * @param digest SHA-256 of the images as the model saw them
     * @param classCounts images per class, in the order of the classes
     * @param parts of the split
     * @param grouping what was kept together in a split, such as {@code patient}; {@code image} when each image stands alone
     * @param skipped rows and images left out because they could not be used
     */
    public record Data(
            String description,
            List<Site> sites,
            String digest,
            Map<String, Integer> classCounts,
            List<Part> parts,
            String grouping,
            int skipped) {
        public Data {
            sites = List.copyOf(sites);
            parts = List.copyOf(parts);
        }
    }

    /**
     * Images of one site.
     *
     * @param name of the site; empty where the only site has none
     * @param dataSet name of the data set
     * @param description hospital or collection of the images; may be empty where the site has a name
     * @param licence of the images
     * @param classCounts images per class, in the order of the classes
     * @param parts images per part of the split, in their order
     */
    public record Site(
            String name,
            String dataSet,
            String description,
            String licence,
            Map<String, Integer> classCounts,
            Map<String, Integer> parts) {}

    /**
     * One part of the split.
     *
     * @param name such as {@code validation}
     * @param images in it
     * @param groups patients or lesions in it
     * @param use what it served for
     */
    public record Part(String name, int images, int groups, String use) {}

    /**
     * One number.
     *
     * @param name such as {@code balanced accuracy}
     * @param condition of the images, such as {@code clean} or {@code uniform noise 0.2}
     * @param value itself; a share from 0 to 1 is shown in percent
     * @param split it was measured on
     * @param n images measured
     */
    public record Metric(String name, String condition, double value, String split, int n) {}

    /**
     * How well one class is told from the others, on clean images, with 95 % intervals (Wilson).
     *
     * @param name of the class
     * @param sensitivity share of the images of the class that are given this class
     * @param sensitivity95 its interval
     * @param positives images of the class
     * @param specificity share of the other images that are given another class
     * @param specificity95 its interval
     * @param negatives images of the other classes
     * @param split it was measured on
     */
    public record ClassMetric(
            String name,
            double sensitivity,
            Interval sensitivity95,
            int positives,
            double specificity,
            Interval specificity95,
            int negatives,
            String split) {}

    /**
     * Accuracy under one attack.
     *
     * @param attack name and settings
     * @param threatModel white-box, transfer or adaptive
     * @param epsilon bound of the change in each pixel, of 255
     * @param cleanAccuracy on the same images before the attack, 0 to 1
     * @param accuracy under attack, 0 to 1
     * @param split attacked
     * @param n images attacked
     */
    public record Attacked(
            String attack,
            String threatModel,
            double epsilon,
            double cleanAccuracy,
            double accuracy,
            String split,
            int n) {}

    /**
     * How well one detector notices one attack.
     *
     * @param detector name
     * @param attack name and settings
     * @param threatModel white-box, transfer or adaptive: whether the attack knows the detector
     * @param epsilon bound of the change in each pixel, of 255
     * @param area under the ROC curve, 0 to 1
     * @param detected share of attacked images that this detector flags by itself, 0 to 1
     * @param falseAlarms share of clean images that this detector flags by itself, 0 to 1
     * @param split measured on
     * @param n attacked images
     */
    public record Detection(
            String detector,
            String attack,
            String threatModel,
            double epsilon,
            double area,
            double detected,
            double falseAlarms,
            String split,
            int n) {}

    /**
     * The prediction sets.
     *
     * @param coverage that was asked for, of each class
     * @param epsilon the attack on the images that calibrated them, of 255; 0 for images as they are
     * @param measured how often they hold the true class; empty where the model has no sets
     */
    public record Sets(double coverage, double epsilon, List<SetCoverage> measured) {
        public Sets {
            measured = List.copyOf(measured);
        }
    }

    /**
     * How often the prediction sets of the images of one class hold that class.
     *
     * @param images {@code clean}, or name and settings of the attack on them
     * @param threatModel what the attack knows
     * @param epsilon bound of the change in each pixel, of 255; 0 without an attack
     * @param name of the class
     * @param coverage share of the sets that hold the class, 0 to 1
     * @param coverage95 its interval
     * @param n images of the class
     * @param meanSize mean number of classes in a set, over the images of all classes
     * @param split measured on
     */
    public record SetCoverage(
            String images,
            String threatModel,
            double epsilon,
            String name,
            double coverage,
            Interval coverage95,
            int n,
            double meanSize,
            String split) {}

    /**
     * Where a model comes from.
     *
     * @param producer program and version
     * @param gitRevision of the program
     * @param created time, ISO 8601
     * @param modelSha256 of the exported file
     * @param parentSha256 of the file that it was made of without training; empty where there is none
     * @param seed of the run
     * @param commands that make it again, in order
     */
    public record Provenance(
            String producer,
            String gitRevision,
            String created,
            String modelSha256,
            String parentSha256,
            long seed,
            List<String> commands) {
        public Provenance {
            commands = List.copyOf(commands);
        }
    }
}
