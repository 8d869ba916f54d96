package org.robustdx.trainer.pipeline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.report.ModelCard;
import org.robustdx.trainer.report.RocCurve;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.Metrics;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.TrainingState;

/** The model card of a training run. */
public final class CardOf {
    private static final String WHITE_BOX = ThreatModel.WHITE_BOX.summary();

    /** Settings that mean nothing without a defence. */
    private static final Set<String> DEFENCE_SETTINGS = Set.of(
            "defence-epsilon", "defence-steps", "defence-spread", "clean-share", "trades-weight", "defence-warm-up");

    private CardOf() {}

    /**
     * Returns the card of a trained and measured model.
     *
     * @param origin of the images, in a few words
     */
    public static ModelCard model(
            SavedModel saved, LoadedData loaded, Splits splits, ModelPublisher.Measured measured, String origin) {
        ModelSpec spec = saved.model().spec();
        return new ModelCard(
                "RobustDx " + saved.provenance().task(),
                saved.provenance().task(),
                saved.provenance().classes(),
                new ModelCard.Shape(spec.imageSize(), spec.imageSize(), spec.channels()),
                saved.model().parameters().count(),
                method(saved),
                data(saved, loaded, splits, origin),
                settings(saved),
                evaluation(saved, measured),
                classMetrics(saved, measured),
                measured.attacks().stream().map(CardOf::attacked).toList(),
                detection(measured),
                limitations(saved),
                provenance(saved, splits, measured, origin));
    }

    private static String method(SavedModel saved) {
        TrainOptions options = saved.state().options();
        return String.format(
                Locale.ROOT,
                "%s network with an embedded decoder (Xue et al., MICCAI 2019), method `%s`, defence `%s`: cross-entropy on images,"
                        + " %d noisy and %d adversarial copies of each, %.3g times the feature loss, %.3g times the reconstruction"
                        + " loss.",
                saved.model().spec().backbone(),
                options.loss().method(),
                options.defence().kind(),
                options.layout().noisy(),
                options.layout().adversarial(),
                options.loss().featureWeight(),
                options.loss().reconstructionWeight());
    }

    private static ModelCard.Data data(SavedModel saved, LoadedData loaded, Splits splits, String origin) {
        Dataset all = loaded.dataset();
        Map<String, Integer> counts = new LinkedHashMap<>();
        int[] perClass = all.classCounts();
        for (int k = 0; k < perClass.length; k++) {
            counts.put(all.classes().get(k), perClass[k]);
        }
        List<ModelCard.Part> parts = List.of(
                part("train", splits.train(), "learned from"),
                part("validation", splits.validation(), "chose the epoch; fitted the combined score"),
                part("calibration", splits.calibration(), "gave the detectors' clean scores"),
                part("test", splits.test(), "reported below; chose nothing"));
        boolean folder = !origin.startsWith("phantoms");
        return new ModelCard.Data(
                folder ? "images of one folder" : origin,
                folder ? saved.publication().source().dataSet() : "phantoms: drawings that this software makes",
                folder ? saved.publication().source().site() : "none",
                folder ? saved.publication().source().licence() : "that of this software",
                saved.provenance().dataDigest(),
                counts,
                parts,
                folder ? "patient or lesion" : "image",
                loaded.skipped().size());
    }

    private static ModelCard.Part part(String name, Dataset part, String use) {
        return new ModelCard.Part(name, part.size(), part.groupCount(), use);
    }

    private static Map<String, String> settings(SavedModel saved) {
        TrainingState state = saved.state();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("trained epochs", state.epoch() + " (best: " + state.bestEpoch() + ")");
        settings.put("normalise", saved.model().spec().normalisation().toString());
        commandSettings(state.options()).forEach((name, value) -> settings.put(name, show(value)));
        settings.put("augmentation", state.options().inputs().augmentation().toString());
        settings.put(
                "false-alarm-rate",
                Bounds.show(saved.publication().falseAlarmRate())
                        + " of clean images may be flagged; kept in the file");
        settings.put("split seed", Long.toString(saved.provenance().splitSeed()));
        return settings;
    }

    private static List<ModelCard.Metric> evaluation(SavedModel saved, ModelPublisher.Measured measured) {
        String asked =
                "clean; asked for: at most " + Bounds.show(saved.publication().falseAlarmRate());
        var readings = measured.clean().readings();
        int n = readings.n();
        int commonest = Argmax.of(perClass(readings));
        String always = "always answering " + saved.provenance().classes().get(commonest) + ", the commonest class";
        int present = (int) IntStream.range(0, readings.confusion().length)
                .filter(k -> readings.positives(k) > 0)
                .count();
        List<ModelCard.Metric> metrics = new ArrayList<>(List.of(
                new ModelCard.Metric("accuracy", "clean", readings.accuracy(), "test", n),
                new ModelCard.Metric("balanced accuracy", "clean", readings.balancedAccuracy(), "test", n),
                new ModelCard.Metric(
                        "accuracy of " + always, "clean", (double) readings.positives(commonest) / n, "test", n),
                new ModelCard.Metric("balanced accuracy of " + always, "clean", 1.0 / present, "test", n),
                new ModelCard.Metric("flagged", asked, measured.clean().flaggedShare(), "test", n)));
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            String condition = name(attacked) + " at " + Bounds.show(attacked.epsilon()) + "/255, " + WHITE_BOX;
            Robustness.Outcome after = attacked.after();
            metrics.add(new ModelCard.Metric(
                    "flagged",
                    condition,
                    after.flaggedShare(),
                    "test",
                    after.readings().n()));
        }
        return metrics;
    }

    private static float[] perClass(Metrics readings) {
        float[] counts = new float[readings.confusion().length];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = readings.positives(k);
        }
        return counts;
    }

    private static List<ModelCard.ClassMetric> classMetrics(SavedModel saved, ModelPublisher.Measured measured) {
        Metrics readings = measured.clean().readings();
        List<ModelCard.ClassMetric> rows = new ArrayList<>();
        for (int k = 0; k < readings.confusion().length; k++) {
            int positives = readings.positives(k);
            int negatives = readings.n() - positives;
            int truePositives = readings.confusion()[k][k];
            int trueNegatives = negatives - (readings.predicted(k) - truePositives);
            rows.add(new ModelCard.ClassMetric(
                    saved.provenance().classes().get(k),
                    (double) truePositives / positives,
                    Interval.wilson(truePositives, positives),
                    positives,
                    (double) trueNegatives / negatives,
                    Interval.wilson(trueNegatives, negatives),
                    negatives,
                    "test"));
        }
        return rows;
    }

    private static ModelCard.Attacked attacked(ModelPublisher.Attacked attacked) {
        return new ModelCard.Attacked(
                name(attacked),
                WHITE_BOX,
                attacked.epsilon(),
                attacked.before().readings().accuracy(),
                attacked.after().readings().accuracy(),
                "test",
                attacked.after().readings().n());
    }

    private static List<ModelCard.Detection> detection(ModelPublisher.Measured measured) {
        List<ModelCard.Detection> rows = new ArrayList<>();
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            attacked.after().scores().forEach((detector, scores) -> {
                double[] clean = attacked.before().scores().getOrDefault(detector, new double[0]);
                rows.add(new ModelCard.Detection(
                        detector,
                        name(attacked),
                        WHITE_BOX,
                        attacked.epsilon(),
                        RocCurve.of(clean, scores).area(),
                        attacked.after().flaggedShare(detector),
                        attacked.before().flaggedShare(detector),
                        "test",
                        scores.length));
            });
        }
        return rows;
    }

    private static String name(ModelPublisher.Attacked attacked) {
        return attacked.attack().name() + " "
                + String.join(", ", attacked.attack().options());
    }

    private static List<String> limitations(SavedModel saved) {
        List<String> limitations = new ArrayList<>();
        limitations.add(
                "The test split comes from the same source as the training split: accuracy elsewhere may be lower.");
        limitations.add("No attack here knows the detectors; one that does will be flagged less often.");
        if (saved.provenance().task().equals(Task.PHANTOM.id())) {
            limitations.add("Phantoms are drawings: this model shows that the system works, and diagnoses nothing.");
        }
        return limitations;
    }

    private static ModelCard.Provenance provenance(
            SavedModel saved, Splits splits, ModelPublisher.Measured measured, String origin) {
        return new ModelCard.Provenance(
                "robustdx " + Build.version(),
                Build.revision(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                measured.sha256(),
                saved.state().options().seed(),
                List.of(command(saved, splits, origin), "./robustdx verify --model DIR"));
    }

    /** The command that trains this model again, with every setting whatever the defaults are then. */
    private static String command(SavedModel saved, Splits splits, String origin) {
        ModelSpec spec = saved.model().spec();
        TrainOptions options = saved.state().options();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("task", saved.provenance().task());
        if (!origin.startsWith("phantoms")) {
            settings.put("data", "DATA");
        }
        settings.put("out", "DIR");
        settings.put("backbone", spec.backbone());
        settings.put("width", spec.width());
        settings.put("decoder-stage", spec.decoderStage());
        settings.put("image-size", spec.imageSize());
        settings.put("normalise", spec.normalisation());
        settings.put("fit", saved.provenance().fit());
        settings.putAll(commandSettings(options));
        settings.put(
                "augmentation",
                options.inputs()
                        .augmentation()
                        .shareOf(Task.of(saved.provenance().task()).augmentation()));
        settings.put("attack-images", saved.publication().attackImages());
        DataSource source = saved.publication().source();
        quoted(settings, "data-set", source.dataSet());
        quoted(settings, "site", source.site());
        quoted(settings, "licence", source.licence());
        double rate = saved.publication().falseAlarmRate();
        if (rate >= Calibration.rarestRate(splits.calibration().size())) {
            settings.put("false-alarm-rate", rate); // a lower rate was not asked for, and the command would refuse it
        }
        return settings.entrySet().stream()
                .map(setting -> " --" + setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining("", "./robustdx train", ""));
    }

    /** Returns the settings that have an effect: those of a defence only with a defence, and stages only where some are named. */
    private static Map<String, Object> commandSettings(TrainOptions options) {
        Map<String, Object> settings = new LinkedHashMap<>(options.settings());
        if (options.defence().kind() == Defences.NONE) {
            settings.keySet().removeIf(DEFENCE_SETTINGS::contains);
        }
        if (options.loss().featureStages().isEmpty()) {
            settings.remove("feature-stages");
        } else {
            settings.put("feature-stages", show(options.loss().featureStages()));
        }
        return settings;
    }

    private static void quoted(Map<String, Object> settings, String name, String text) {
        if (!text.equals(DataSource.NOT_STATED)) {
            settings.put(name, "'" + text.replace("'", "'\\''") + "'");
        }
    }

    private static String show(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}
