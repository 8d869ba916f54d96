package org.robustdx.stream.diagnosis;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.Content;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/** Diagnoses with an inference pipeline. The caller closes the pipeline. */
public final class PipelineDiagnostician implements Diagnostician {
    private final InferencePipeline pipeline;
    private final ModelIdentity identity;
    private final OutcomeCache known;

    /**
     * Creates a diagnostician.
     *
     * @param identity the pipeline's model
     * @param known cache for the answers of this model; empty at first
     */
    public PipelineDiagnostician(InferencePipeline pipeline, ModelIdentity identity, OutcomeCache known) {
        this.pipeline = pipeline;
        this.identity = identity;
        this.known = known;
    }

    @Override
    public ModelIdentity model() {
        return identity;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The dependent future only forwards a cancellation.
    public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
        CompletableFuture<Answer> answer = pipeline.submit(() -> fetched(content.get()));
        CompletableFuture<Outcome> outcome = answer.thenApply(this::outcome);
        // If the caller cancels the outcome, the pipeline can skip the image.
        outcome.whenComplete((done, e) -> {
            if (outcome.isCancelled()) {
                answer.cancel(false);
            }
        });
        return outcome;
    }

    private Content.Result fetched(ContentResult content) {
        if (content instanceof ContentResult.NotFound missing) {
            return new Content.Result.None(new Outcome.Refused(missing.refusal()));
        }
        ContentResult.Found found = (ContentResult.Found) content;
        return known.get(found.sha256())
                .<Content.Result>map(Content.Result.None::new)
                .orElseGet(() -> new Content.Result.Image(found.bytes(), found.sha256()));
    }

    private Outcome outcome(Answer answer) {
        if (answer instanceof Answer.Read read) {
            Outcome.Diagnosed outcome = new Outcome.Diagnosed(read, identity);
            known.put(outcome);
            return outcome;
        }
        if (answer instanceof Answer.Absent absent) {
            return (Outcome) absent.substitute(); // The outcome that {@code fetched} provided.
        }
        if (answer instanceof Answer.Undecodable undecodable) {
            DecodeResult.Refused why = undecodable.why();
            return new Outcome.Refused(Refusal.of(reason(why.reason()), DecodeResult.Refused.class, why.message()));
        }
        Answer.Unreadable unreadable = (Answer.Unreadable) answer;
        return new Outcome.Refused(Refusal.of(Reason.MODEL_FAILED, InferencePipeline.class, unreadable.message()));
    }

    private static Reason reason(DecodeResult.Reason reason) {
        return switch (reason) {
            case EMPTY -> Reason.CONTENT_EMPTY;
            case UNKNOWN_FORMAT -> Reason.CONTENT_UNKNOWN_FORMAT;
            case UNSUPPORTED -> Reason.CONTENT_UNSUPPORTED;
            case LIMIT -> Reason.CONTENT_LIMIT;
            case CORRUPT -> Reason.CONTENT_CORRUPT;
            case NOT_AN_IMAGE -> Reason.CONTENT_NOT_AN_IMAGE;
            case NO_PICTURE -> Reason.CONTENT_NO_PICTURE;
            case TIMEOUT -> Reason.CONTENT_TIMEOUT;
            case MEMORY -> Reason.CONTENT_MEMORY;
        };
    }
}
