package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;

/**
 * How a classifier is adopted: what the user chose, and what the labelled images decided.
 *
 * @param format of the classifier
 * @param trial each preprocessing that was measured
 * @param preprocessing what the classifier expects
 * @param classes names in the order of its outputs
 * @param denoiser of the adopted file
 */
record AdoptionDecision(
        ClassifierFormat format,
        PreprocessingTrial trial,
        Preprocessing preprocessing,
        List<String> classes,
        Reformer denoiser) {
    /** So many images of the training part decide on preprocessing and class order, at most. */
    private static final int TRIED = 300;

    /** Candidates for the denoiser, the strongest first. */
    private static final double[] RANGES = {0.2, 0.1, 0.05, 0.02};

    /** The denoiser may lower the balanced accuracy by so much. */
    private static final double DENOISER_COST = 0.02;

    AdoptionDecision {
        classes = List.copyOf(classes);
    }

    /**
     * Decides with the training part of the images; the validation part decides on the denoiser.
     *
     * @param all labelled images
     * @param progress hears in a line what is being done
     * @throws InvalidModelException if a choice of the user is clearly wrong, or the classifier cannot be run
     * @throws DataException if the images have another number of classes than the classifier
     */
    static AdoptionDecision of(
            OriginalModel original,
            ClassifierFormat format,
            Dataset all,
            AdoptionChoices choices,
            Consumer<String> progress)
            throws InvalidModelException, DataException {
        boolean named = !choices.classes().isEmpty();
        List<String> names = named ? choices.classes() : all.classes();
        if (names.size() != format.classes()) {
            throw new DataException(
                    "classes: " + names + " (expected: " + format.classes() + ", as the classifier has outputs)");
        }
        Splits splits = Splits.of(all.withClasses(names), choices.splitSeed());
        Dataset sample = splits.train().sample(Math.min(TRIED, splits.train().size()), choices.splitSeed());
        ClassifierFormat known = withKind(original, format, sample);
        progress.accept("measuring plausible preprocessings on " + sample.size() + " images");
        PreprocessingTrial trial =
                PreprocessingTrial.of(original, known, candidates(known, choices.preprocessing()), sample);
        PreprocessingTrial.Result decided = decided(trial, choices, names, named);
        List<String> ordered = PreprocessingTrial.ordered(names, decided.order());
        progress.accept("preprocessing: " + decided.preprocessing() + "; classes: " + ordered);
        Dataset validation =
                Splits.of(all.withClasses(ordered), choices.splitSeed()).validation();
        return new AdoptionDecision(
                known,
                trial,
                decided.preprocessing(),
                ordered,
                denoiser(original, known, decided.preprocessing(), validation));
    }

    private static List<Preprocessing> candidates(ClassifierFormat format, @Nullable Preprocessing chosen) {
        if (format.bytes()) {
            return List.of(Preprocessing.scaled(0, 255, format.channels()));
        }
        List<Preprocessing> candidates = new ArrayList<>(Preprocessing.usual(format.channels()));
        if (chosen != null && !candidates.contains(chosen)) {
            candidates.add(0, chosen);
        }
        return candidates;
    }

    private static PreprocessingTrial.Result decided(
            PreprocessingTrial trial, AdoptionChoices choices, List<String> names, boolean named)
            throws InvalidModelException {
        if (!choices.keep()) {
            return trial.decided(choices.preprocessing(), named, names);
        }
        PreprocessingTrial.Result own = trial.results().stream()
                .filter(r ->
                        choices.preprocessing() == null || r.preprocessing().equals(choices.preprocessing()))
                .findFirst()
                .orElseThrow();
        return named
                ? new PreprocessingTrial.Result(
                        own.preprocessing(), own.asGiven(), own.asGiven(), ClassOrder.identity(names.size()))
                : own;
    }

    /** Rows that are probabilities without an activation that is recognised show by their values. */
    private static ClassifierFormat withKind(OriginalModel original, ClassifierFormat format, Dataset sample)
            throws InvalidModelException {
        if (format.kind() != ClassifierFormat.Kind.LOGITS) {
            return format;
        }
        Dataset few = sample.sample(Math.min(32, sample.size()), 1);
        for (float[] row : original.outputs(few, candidates(format, null).get(0))) {
            double sum = 0;
            for (float value : row) {
                sum += value;
                if (value < 0 || value > 1) {
                    return format;
                }
            }
            if (row.length > 1 && Math.abs(sum - 1) > 1e-3) {
                return format;
            }
        }
        if (format.columns() == 1) {
            throw new InvalidModelException("output " + format.output()
                    + ": a probability that no Sigmoid computes at the end of the graph (expected: a Sigmoid,"
                    + " or a logit)");
        }
        return format.withKind(ClassifierFormat.Kind.PROBABILITIES);
    }

    /** Returns the strongest denoiser that costs little accuracy on images that decide nothing else; else the weakest. */
    private static Reformer denoiser(
            OriginalModel original, ClassifierFormat format, Preprocessing preprocessing, Dataset validation)
            throws InvalidModelException {
        double before = accuracy(original, format, preprocessing, validation);
        for (double range : RANGES) {
            Reformer reformer = new Reformer(range);
            double after = accuracy(original, format, preprocessing, reformer.applied(validation));
            if (after >= before - DENOISER_COST) {
                return reformer;
            }
        }
        return new Reformer(RANGES[RANGES.length - 1]);
    }

    private static double accuracy(
            OriginalModel original, ClassifierFormat format, Preprocessing preprocessing, Dataset images)
            throws InvalidModelException {
        boolean probabilities = format.kind() != ClassifierFormat.Kind.LOGITS;
        return ClassOrder.of(original.outputs(images, preprocessing), images.labels(), format.classes(), probabilities)
                .balancedAccuracy(ClassOrder.identity(format.classes()));
    }
}
