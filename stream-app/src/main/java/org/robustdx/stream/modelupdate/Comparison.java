package org.robustdx.stream.modelupdate;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.InvalidOutputException;
import org.robustdx.inference.model.OutputCheck;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.config.TaskPolicies;

/**
 * How the answers of two models to the same images differ.
 *
 * @param images number of images
 * @param labels number of images with different labels
 * @param alarms number of images that only one of the two models flags
 * @param unusable number of images for which the new model's output is invalid, see {@link OutputCheck}
 */
record Comparison(int images, int labels, int alarms, int unusable) {
    private static final int BATCH = 8;

    /** The answer of one model to one image. */
    record Answer(int label, boolean flagged, boolean valid) {}

    /** Compares the answers of two models to the same images. */
    static Comparison of(List<Answer> before, List<Answer> after) {
        int labels = 0;
        int alarms = 0;
        int unusable = 0;
        for (int i = 0; i < before.size(); i++) {
            labels += before.get(i).label == after.get(i).label ? 0 : 1;
            alarms += before.get(i).flagged == after.get(i).flagged ? 0 : 1;
            unusable += after.get(i).valid ? 0 : 1;
        }
        return new Comparison(before.size(), labels, alarms, unusable);
    }

    /**
     * Returns the answers of a model. It flags images at the false-alarm rate that it would have in service.
     *
     * @throws RuntimeException if the engine fails
     */
    static List<Answer> answers(BatchEngine engine, TaskPolicies policies, List<Raster> images) {
        VerdictPolicy policy = policies.of(engine.metadata());
        List<Answer> answers = new ArrayList<>();
        if (images.isEmpty()) {
            return answers;
        }
        try (BatchEngine.Batch batch = engine.batch(BATCH)) {
            for (int from = 0; from < images.size(); from += BATCH) {
                int n = Math.min(BATCH, images.size() - from);
                for (int i = 0; i < n; i++) {
                    batch.put(i, engine.prepare(images.get(from + i)));
                }
                batch.run();
                for (int i = 0; i < n; i++) {
                    float[] scores = batch.scores(i);
                    boolean flagged = !policy.fired(engine.metadata(), VerdictPolicy.pValues(engine.metadata(), scores))
                            .isEmpty();
                    answers.add(new Answer(Reading.label(batch.logits(i)), flagged, valid(batch, i, flagged)));
                }
            }
        }
        return answers;
    }

    /**
     * Returns whether the outputs are valid. The denoised image is checked only if the image is flagged, because only
     * then a second pass uses it.
     */
    private static boolean valid(BatchEngine.Batch batch, int place, boolean flagged) {
        try {
            OutputCheck.check(batch.logits(place), batch.probabilities(place), batch.scores(place));
            if (flagged) {
                batch.denoised(place);
            }
            return true;
        } catch (InvalidOutputException e) {
            return false;
        }
    }

    /**
     * Returns whether every output is valid and the share of differing labels and of differing flags is at most
     * {@code share}.
     */
    boolean within(double share) {
        return unusable == 0 && labels <= share * images && alarms <= share * images;
    }

    /** Returns a one-line summary. */
    String shown() {
        return "%d canary images: %d with another label, %d with another alarm, %d without a valid answer"
                .formatted(images, labels, alarms, unusable);
    }
}
