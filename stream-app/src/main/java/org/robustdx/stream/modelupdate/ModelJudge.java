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

/** Decides whether an announced model may take over from the one in use: loads it, compares both, warms it up. */
final class ModelJudge {
    /** Clocks may differ by as much. */
    static final Duration AHEAD = Duration.ofMinutes(5);

    private final ModelLoader loader;
    private final ModelSwitch models;
    private final CanaryImages canaries;
    private final Rules rules;
    private final Function<ServedModel, InferencePipeline> pipelines;

    /**
     * What a model must keep to.
     *
     * @param policies when an image counts as flagged
     * @param disagreement largest share of canary images on which it may differ
     * @param leastImagesPerSecond what it must read at least
     * @param knownAnswerBytes memory for its answers
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

    /** What came of it. */
    sealed interface Judgement {
        /** It is warm and can take over at once. */
        record Accepted(RunningModel model, String message) implements Judgement {}

        /** It cannot be judged yet. */
        record Waiting(String message) implements Judgement {}

        record Refused(ModelRefusal refusal) implements Judgement {}

        /** Closes the model, where there is one. */
        default void discard() {
            if (this instanceof Accepted accepted) {
                accepted.model().close(ModelWatcher.PATIENCE);
            }
        }
    }

    /** Returns what is wrong with the announcement itself, whatever it leads to. */
    Optional<ModelRefusal> objection(ModelAnnouncement announcement, Instant now) {
        Optional<ModelRefusal> objection = loader.objection(announcement);
        if (objection.isPresent()) {
            return objection;
        }
        // Followed, it would shut out all that are announced until then.
        return announcement.getAnnouncedAt().isAfter(now.plus(AHEAD))
                ? ModelRefusal.because(Reason.DATED_AHEAD, "it is dated %s".formatted(announcement.getAnnouncedAt()))
                : Optional.empty();
    }

    /** Returns whether there are images to compare a model on. */
    boolean ready() {
        return canaries.ready();
    }

    /** Judges what an announcement leads to. One that waits has been verified, loaded and probed: nothing but the comparison is left. */
    Judgement judge(ModelAnnouncement announcement) {
        ModelLoader.Result result = loader.load(
                announcement, models.using(running -> running.engine().metadata()));
        if (result instanceof ModelLoader.Result.Refused refused) {
            return new Judgement.Refused(refused.refusal());
        }
        ServedModel candidate = ((ModelLoader.Result.Loaded) result).model();
        if (!canaries.ready()) {
            candidate.close();
            return new Judgement.Waiting("compared when %d images have come".formatted(canaries.wanted()));
        }
        List<Raster> images = canaries.decoded();
        boolean handedOver = false;
        try {
            // The candidate on its own: one that never answers must not keep the model in use from being closed.
            List<Comparison.Answer> before =
                    models.using(running -> Comparison.answers(running.engine(), rules.policies, images));
            Comparison comparison =
                    Comparison.of(before, Comparison.answers(candidate.engine(), rules.policies, images));
            if (!comparison.within(rules.disagreement)) {
                return refused(
                        Reason.CANARY, "%s (limit: a share of %s)".formatted(comparison.shown(), rules.disagreement));
            }
            handedOver = true; // Starting closes it where it fails.
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
                    "%.1f images a second (expected: %.1f, for half of the longest wait)"
                            .formatted(perSecond, rules.leastImagesPerSecond));
        }
        return new Judgement.Accepted(
                warm,
                "%s; %.1f images a second; %s"
                        .formatted(
                                comparison.shown(),
                                perSecond,
                                rules.policies.describe(candidate.engine().metadata())));
    }

    private static Judgement refused(Reason reason, String message) {
        return new Judgement.Refused(new ModelRefusal(reason, message));
    }
}
