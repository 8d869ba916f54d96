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
 * How two models read the same images.
 *
 * @param images how many
 * @param labels of how many the label is another
 * @param alarms of how many one model's detectors fire and the other's do not
 * @param unusable of how many the new model's answer is not valid, see {@link OutputCheck}
 */
record Comparison(int images, int labels, int alarms, int unusable) {
    private static final int BATCH = 8;

    /** What one model makes of an image. */
    record Answer(int label, boolean flagged, boolean valid) {}

    /** Returns how the answers of two models to the same images differ. */
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
     * Returns a model's answers; it flags at the rate at which it would serve.
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

    /** The reconstruction counts where it would be read: where the image is flagged. */
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

    /** Returns whether no more differs than this share allows. */
    boolean within(double share) {
        return unusable == 0 && labels <= share * images && alarms <= share * images;
    }

    /** Returns it in words. */
    String shown() {
        return "of %d canary images %d with another label, %d with another alarm, %d without a valid answer"
                .formatted(images, labels, alarms, unusable);
    }
}
