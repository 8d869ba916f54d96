package org.robustdx.stream.models;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.config.TaskPolicies;

/**
 * How two models read the same images.
 *
 * @param images how many
 * @param labels of how many the label is another
 * @param alarms of how many one model's detectors fire and the other's do not
 * @param unusable of how many the new model's answer is no finite number
 */
record Comparison(int images, int labels, int alarms, int unusable) {
    private static final int BATCH = 8;

    /** What one model makes of an image. */
    private record Answer(int label, boolean flagged, boolean finite) {}

    /**
     * Returns the comparison, in which each model flags at the rate at which it would serve.
     *
     * @throws RuntimeException if an engine fails
     */
    static Comparison of(BatchEngine old, BatchEngine candidate, TaskPolicies policies, List<Raster> images) {
        List<Answer> before = answers(old, policies.of(old.metadata()), images);
        List<Answer> after = answers(candidate, policies.of(candidate.metadata()), images);
        int labels = 0;
        int alarms = 0;
        int unusable = 0;
        for (int i = 0; i < images.size(); i++) {
            labels += before.get(i).label == after.get(i).label ? 0 : 1;
            alarms += before.get(i).flagged == after.get(i).flagged ? 0 : 1;
            unusable += after.get(i).finite ? 0 : 1;
        }
        return new Comparison(images.size(), labels, alarms, unusable);
    }

    private static List<Answer> answers(BatchEngine engine, VerdictPolicy policy, List<Raster> images) {
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
                    float[] logits = batch.logits(i);
                    boolean flagged = !policy.fired(engine.metadata(), VerdictPolicy.pValues(engine.metadata(), scores))
                            .isEmpty();
                    answers.add(new Answer(Reading.label(logits), flagged, finite(logits) && finite(scores)));
                }
            }
        }
        return answers;
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether no more differs than this share allows. */
    boolean within(double share) {
        return unusable == 0 && labels <= share * images && alarms <= share * images;
    }

    /** Returns it in words. */
    String shown() {
        return "of %d canary images %d with another label, %d with another alarm, %d without a finite answer"
                .formatted(images, labels, alarms, unusable);
    }
}
