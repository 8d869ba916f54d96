package org.robustdx.stream.modelupdate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.RunningModel;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

/**
 * Decides whether an announced model may replace the one in use: loads it, compares the answers of both, and warms it
 * up.
 */
final class ModelJudge {
    /** Maximum difference between the clocks of announcer and app. */
    static final Duration AHEAD = Duration.ofMinutes(5);

    private final ModelLoader loader;
    private final ModelSwitch models;
    private final CanaryImages canaries;
    private final Rules rules;
    private final Function<ServedModel, InferencePipeline> pipelines;

    /**
     * The requirements that a model must meet.
     *
     * @param policies when an image counts as flagged
     * @param disagreement maximum share of canary images on which the two models may differ
     * @param leastImagesPerSecond minimum throughput
     * @param knownAnswerBytes memory for the model's cached answers, in bytes
     */
    record Rules(TaskPolicies policies, double disagreement, double leastImagesPerSecond, long knownAnswerBytes) {}

    ModelJudge(
            ModelLoader loader,
            ModelSwitch models,
            CanaryImages canaries,
            Rules rules,
            Function<ServedModel, InferencePipeline> pipelines) {
        this.loader = loader;
        this.models = models;
        this.canaries = canaries;
        this.rules = rules;
        this.pipelines = pipelines;
    }

    /** The result of a judgement. */
    sealed interface Judgement {
        /** The model is warm and can replace the one in use immediately. */
        record Accepted(RunningModel model, String message) implements Judgement {}

        /** The model cannot be compared yet, because there are too few canary images. */
        record Waiting(String message) implements Judgement {}

        record Refused(ModelRefusal refusal) implements Judgement {}

        /** Closes the model of an accepted judgement. */
        default void discard() {
            if (this instanceof Accepted accepted) {
                accepted.model().close(ModelWatcher.PATIENCE);
            }
        }
    }

    /** Returns why the announcement itself is refused, before its model is loaded; empty if it is acceptable. */
    Optional<ModelRefusal> objection(ModelAnnouncement announcement, Instant now) {
        Optional<ModelRefusal> objection = loader.objection(announcement);
        if (objection.isPresent()) {
            return objection;
        }
        // If the app followed it, the app would refuse all announcements with earlier dates as stale.
        return announcement.getAnnouncedAt().isAfter(now.plus(AHEAD))
                ? ModelRefusal.because(Reason.DATED_AHEAD, "it is dated %s".formatted(announcement.getAnnouncedAt()))
                : Optional.empty();
    }

    /** Returns whether there are enough canary images for a comparison. */
    boolean ready() {
        return canaries.ready();
    }

    /**
     * Judges the model of an announcement. If the result is {@link Judgement.Waiting}, the model has been verified,
     * loaded and probed; only the comparison is missing.
     */
    Judgement judge(ModelAnnouncement announcement) {
        ModelLoader.Result result = loader.load(
                announcement, models.using(running -> running.engine().metadata()));
        if (result instanceof ModelLoader.Result.Refused refused) {
            return new Judgement.Refused(refused.refusal());
        }
        ServedModel candidate = ((ModelLoader.Result.Loaded) result).model();
        if (!canaries.ready()) {
            candidate.close();
            return new Judgement.Waiting("will be compared after %d images".formatted(canaries.wanted()));
        }
        List<Raster> images = canaries.decoded();
        boolean handedOver = false;
        try {
            // Runs the candidate outside {@code using}: if it never answers, the model in use can still be closed.
            List<Comparison.Answer> before =
                    models.using(running -> Comparison.answers(running.engine(), rules.policies, images));
            Comparison comparison =
                    Comparison.of(before, Comparison.answers(candidate.engine(), rules.policies, images));
            if (!comparison.within(rules.disagreement)) {
                return refused(
                        Reason.CANARY, "%s (limit: a share of %s)".formatted(comparison.shown(), rules.disagreement));
            }
            handedOver = true; // If the start fails, it closes the candidate.
            return warmedUp(candidate, comparison);
        } catch (RuntimeException | OutOfMemoryError e) {
            return refused(Reason.UNAVAILABLE, "it cannot be run here: " + e.getMessage());
        } finally {
            if (!handedOver) {
                candidate.close();
            }
        }
    }

    private Judgement warmedUp(ServedModel candidate, Comparison comparison) {
        RunningModel warm = RunningModel.start(candidate, pipelines, new OutcomeCache(rules.knownAnswerBytes));
        double perSecond = warm.pipeline().imagesPerSecond();
        if (perSecond < rules.leastImagesPerSecond) {
            warm.close(ModelWatcher.PATIENCE);
            return refused(
                    Reason.TOO_SLOW,
                    "%.1f images/s (expected: at least %.1f)".formatted(perSecond, rules.leastImagesPerSecond));
        }
        return new Judgement.Accepted(
                warm,
                "%s; %.1f images/s; %s"
                        .formatted(
                                comparison.shown(),
                                perSecond,
                                rules.policies.describe(candidate.engine().metadata())));
    }

    private static Judgement refused(Reason reason, String message) {
        return new Judgement.Refused(new ModelRefusal(reason, message));
    }
}
