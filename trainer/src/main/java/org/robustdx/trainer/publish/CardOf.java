package org.robustdx.trainer.publish;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.report.ModelCard;
import org.robustdx.trainer.site.TrainingSite;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.TrainingState;

/** The model card of a training run. */
public final class CardOf {
    /** Key of {@code metadata_props}: the command that trains the model again. */
    static final String COMMAND = "command";

    private CardOf() {}

    /**
     * Returns the card of a trained and measured model.
     *
     * @param origin of the images, in a few words
     * @param dataArguments which name the images on the command line of {@code train}, each with a space before it; empty for phantoms
     */
    public static ModelCard model(
            SavedModel saved,
            LoadedData loaded,
            Splits splits,
            ModelPublisher.Measured measured,
            String origin,
            String dataArguments) {
        Blueprint spec = saved.state().spec();
        double rate = saved.publication().falseAlarmRate();
        CardTables tables = new CardTables(saved.provenance().classes(), rate, rate, measured);
        return new ModelCard(
                "RobustDx " + saved.provenance().task(),
                saved.provenance().task(),
                saved.provenance().classes(),
                new ModelCard.Shape(spec.imageSize(), spec.imageSize(), spec.channels()),
                saved.model().parameters().count(),
                method(saved),
                data(saved, loaded, splits, origin),
                settings(saved),
                tables.evaluation(),
                tables.classMetrics(),
                tables.robustness(),
                tables.detection(),
                new ModelCard.Sets(
                        PredictionSets.DEFAULT_COVERAGE, saved.publication().robustSets(), tables.sets()),
                limitations(saved.provenance().task()),
                provenance(saved, splits, measured, dataArguments));
    }

    private static String method(SavedModel saved) {
        TrainOptions options = saved.state().options();
        return String.format(
                Locale.ROOT,
                "%s network with an embedded decoder (Xue et al., MICCAI 2019), method `%s`, defence `%s`:"
                        + " cross-entropy on images, %d noisy and %d adversarial copies of each, %.3g times the feature"
                        + " loss, %.3g times the reconstruction loss.",
                saved.model().architecture(),
                options.loss().method(),
                options.defence().kind(),
                options.loss().objective().copies(),
                options.defence().attacks() ? 1 : 0,
                options.loss().featureWeight(),
                options.loss().reconstructionWeight());
    }

    private static ModelCard.Data data(SavedModel saved, LoadedData loaded, Splits splits, String origin) {
        boolean folder = !origin.startsWith("phantoms");
        return data(
                loaded,
                splits,
                TrainingSite.of(splits, saved.publication()),
                saved.provenance().dataDigest(),
                folder ? Optional.empty() : Optional.of(origin));
    }

    /**
     * Returns what a model was trained on.
     *
     * @param phantoms what they are, where the images are drawn
     */
    static ModelCard.Data data(
            LoadedData loaded, Splits splits, List<TrainingSite> sites, String digest, Optional<String> phantoms) {
        Dataset all = loaded.dataset();
        Map<String, Integer> counts = new LinkedHashMap<>();
        int[] perClass = all.classCounts();
        for (int k = 0; k < perClass.length; k++) {
            counts.put(all.classes().get(k), perClass[k]);
        }
        List<ModelCard.Part> parts = List.of(
                part("train", splits.train(), "used to fit the weights"),
                part(
                        "validation",
                        splits.validation(),
                        "used to choose the epoch, and to fit the decision threshold and the combined score"),
                part("calibration", splits.calibration(), "used to calibrate the detectors (clean scores)"),
                part("test", splits.test(), "used only for the figures below"));
        String folders = sites.size() == 1 ? "images of one folder" : "images of " + sites.size() + " sites";
        return new ModelCard.Data(
                phantoms.orElse(folders),
                sites.stream()
                        .map(site -> new ModelCard.Site(
                                site.name(),
                                phantoms.isPresent()
                                        ? "phantoms: drawings that this software makes"
                                        : site.source().dataSet(),
                                phantoms.isPresent() ? "none" : site.description(),
                                phantoms.isPresent()
                                        ? "that of this software"
                                        : site.source().licence(),
                                site.classes(),
                                site.parts()))
                        .toList(),
                digest,
                counts,
                parts,
                phantoms.isPresent() ? "image" : "patient or lesion",
                loaded.skipped().size());
    }

    private static ModelCard.Part part(String name, Dataset part, String use) {
        return new ModelCard.Part(name, part.size(), part.groupCount(), use);
    }

    private static Map<String, String> settings(SavedModel saved) {
        TrainingState state = saved.state();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("trained epochs", state.epoch() + " (best: " + state.bestEpoch() + ")");
        state.spec().settings().forEach((name, value) -> settings.put(name, value.toString()));
        commandSettings(state.options()).forEach((name, value) -> settings.put(name, show(value)));
        settings.put("augmentation", state.options().inputs().augmentation().toString());
        settings.put(
                "false-alarm-rate",
                Bounds.show(saved.publication().falseAlarmRate())
                        + " of clean images may be flagged; kept in the file");
        saved.model()
                .correction()
                .ifPresent(correction -> settings.put(
                        "decision",
                        DecisionFit.text(saved.provenance().classes(), correction)
                                + "; fitted to the validation split, where every class counts the same"));
        settings.put("split seed", Long.toString(saved.provenance().splitSeed()));
        return settings;
    }

    /** Returns what the measurements do not show. */
    static List<String> limitations(String task) {
        List<String> limitations = new ArrayList<>();
        limitations.add(
                "The test split comes from the same source as the training split: accuracy elsewhere may be lower.");
        limitations.add("Of the images that an attack gets misclassified, fewer are flagged if it also evades the"
                + " detectors.");
        if (task.equals(Task.PHANTOM.id())) {
            limitations.add("Phantoms are drawings: this model shows that the system works, and diagnoses nothing.");
        }
        return limitations;
    }

    private static ModelCard.Provenance provenance(
            SavedModel saved, Splits splits, ModelPublisher.Measured measured, String dataArguments) {
        return new ModelCard.Provenance(
                "robustdx " + Build.version(),
                Build.revision(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                measured.sha256(),
                "",
                saved.state().options().seed(),
                List.of(command(saved, splits, dataArguments), "./robustdx verify --model DIR"));
    }

    /** Returns the command that trains this model again, with every setting whatever the defaults are then. */
    static String command(SavedModel saved, Splits splits, String dataArguments) {
        TrainOptions options = saved.state().options();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("task", saved.provenance().task());
        settings.put("out", "DIR");
        settings.putAll(saved.state().spec().settings());
        if (saved.state().spec() instanceof ModelSpec) {
            settings.put("fit", saved.provenance().fit());
        }
        settings.putAll(commandSettings(options));
        AugmentationConfig usual = Task.of(saved.provenance().task()).augmentation();
        AugmentationConfig chosen = options.inputs().augmentation();
        double share = chosen.shareOf(usual);
        settings.put("augmentation", share);
        Map<String, Double> varied = chosen.changesOf(usual.times(share));
        if (!varied.isEmpty()) {
            settings.put(
                    "vary", varied.entrySet().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        settings.put("attack-images", saved.publication().attackImages());
        if (saved.publication().robustSets() > 0) {
            settings.put("robust-sets", saved.publication().robustSets());
        }
        double rate = saved.publication().falseAlarmRate();
        if (rate >= Calibration.rarestRate(splits.calibration().size())) {
            settings.put("false-alarm-rate", rate); // a lower rate was not asked for, and the command would refuse it
        }
        StringBuilder command = new StringBuilder("./robustdx train").append(dataArguments);
        settings.forEach((name, value) -> {
            if (value instanceof Boolean given) {
                command.append(given ? " --" + name : "");
            } else {
                command.append(" --").append(name).append(' ').append(value);
            }
        });
        stated(command, "", saved.publication().source());
        saved.publication().sites().forEach((site, source) -> stated(command, site + "=", source));
        return command.toString();
    }

    /** Returns the settings that have an effect. */
    private static Map<String, Object> commandSettings(TrainOptions options) {
        Map<String, Object> settings = new LinkedHashMap<>(options.settings());
        if (options.loss().featureStages().isEmpty()) {
            settings.remove("feature-stages");
        } else {
            settings.put("feature-stages", show(options.loss().featureStages()));
        }
        return settings;
    }

    private static void stated(StringBuilder command, String prefix, DataSource source) {
        quoted(command, "data-set", prefix, source.dataSet());
        quoted(command, "site", prefix, source.site());
        quoted(command, "licence", prefix, source.licence());
    }

    private static void quoted(StringBuilder command, String name, String prefix, String text) {
        if (!text.equals(DataSource.NOT_STATED)) {
            command.append(" --").append(name).append(" '").append(prefix);
            command.append(text.replace("'", "'\\''")).append('\'');
        }
    }

    private static String show(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}
