package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.Dataset;

/**
 * Measures a classifier on labelled images under each plausible preprocessing, and under each order of the class names. Both are decided by the balanced
 * accuracy.
 *
 * @param results the best first
 * @param images how many images were classified
 */
record PreprocessingTrial(List<Result> results, int images) {
    /** A given choice is contradicted beyond this difference of the balanced accuracy. */
    private static final double CLEAR = 0.05;

    PreprocessingTrial {
        results = List.copyOf(results);
    }

    /**
     * How well a preprocessing does.
     *
     * @param preprocessing what was tried
     * @param asGiven balanced accuracy with the class names in the given order
     * @param best balanced accuracy with the names in the best order
     * @param order the best order: {@code order[k]} is the index of the name of column k
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    record Result(Preprocessing preprocessing, double asGiven, double best, int[] order) {
        /** Returns the preprocessing with its balanced accuracy, for a person. */
        String description() {
            return String.format(Locale.ROOT, "%5.1f %%  %s", 100 * best, preprocessing);
        }
    }

    /**
     * Tries each preprocessing.
     *
     * @param images labelled by the index of the name in the given order
     */
    static PreprocessingTrial of(
            OriginalModel model, ClassifierFormat format, List<Preprocessing> candidates, Dataset images)
            throws InvalidModelException {
        List<Result> results = new ArrayList<>();
        for (Preprocessing candidate : candidates) {
            float[][] outputs = model.outputs(images, candidate);
            ClassOrder order = ClassOrder.of(
                    outputs, images.labels(), format.classes(), format.kind() != ClassifierFormat.Kind.LOGITS);
            int[] best = order.best();
            results.add(new Result(
                    candidate,
                    order.balancedAccuracy(ClassOrder.identity(format.classes())),
                    order.balancedAccuracy(best),
                    best));
        }
        // Whatever the order of the names, the right preprocessing tells the classes apart best.
        results.sort(Comparator.comparingDouble(Result::best).reversed());
        return new PreprocessingTrial(results, images.size());
    }

    /**
     * Returns what to adopt.
     *
     * @param chosen the user's preprocessing, or null to take the best
     * @param named whether the user gave the order of the class names
     * @param names the class names as given
     * @throws InvalidModelException if a choice of the user is clearly worse than another
     */
    Result decided(@Nullable Preprocessing chosen, boolean named, List<String> names) throws InvalidModelException {
        Result best = results.get(0);
        Result result = best;
        if (chosen != null) {
            result = results.stream()
                    .filter(r -> r.preprocessing().equals(chosen))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the user's choice was not tried"));
            if (isClear(best.best() - result.best())) {
                throw new InvalidModelException(String.format(
                        Locale.ROOT,
                        "preprocessing: %s, %.1f %% balanced accuracy on %d images (expected: %s, %.1f %%; --keep to"
                                + " insist)",
                        chosen,
                        100 * result.best(),
                        images,
                        best.preprocessing(),
                        100 * best.best()));
            }
        }
        if (named && isClear(result.best() - result.asGiven())) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "classes: %s, %.1f %% balanced accuracy on %d images (expected: %s, %.1f %%; --keep to insist)",
                    names,
                    100 * result.asGiven(),
                    images,
                    ordered(names, result.order()),
                    100 * result.best()));
        }
        return named
                ? new Result(
                        result.preprocessing(), result.asGiven(), result.asGiven(), ClassOrder.identity(names.size()))
                : result;
    }

    /** Returns whether a difference is more than chance on so few images: two standard errors of a difference of shares, at most. */
    private boolean isClear(double difference) {
        return difference > Math.max(CLEAR, 2 * Math.sqrt(0.5 / images));
    }

    /** Returns names in an order. */
    static List<String> ordered(List<String> names, int... order) {
        List<String> ordered = new ArrayList<>();
        for (int index : order) {
            ordered.add(names.get(index));
        }
        return List.copyOf(ordered);
    }
}
