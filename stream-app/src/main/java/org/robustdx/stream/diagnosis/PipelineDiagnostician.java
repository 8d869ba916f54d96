package org.robustdx.stream.diagnosis;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/** Diagnoses through an inference pipeline, which the caller closes. */
public final class PipelineDiagnostician implements Diagnostician {
    private static final double NANOS_PER_MILLI = 1e6;

    private final InferencePipeline pipeline;
    private final ModelIdentity identity;
    private final OutcomeCache known;

    /** Creates an engine on this pipeline, whose model is this one, that has read nothing yet. */
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
    @SuppressWarnings("FutureReturnValueIgnored") // What follows a cancellation has nothing to tell.
    public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
        Fetching fetching = new Fetching(content);
        CompletableFuture<Answer> answer = pipeline.submit(fetching::bytes);
        CompletableFuture<Outcome> outcome = answer.thenApply(fetching::outcome);
        // Whoever gives the outcome up spares the engine the image.
        outcome.whenComplete((done, e) -> {
            if (outcome.isCancelled()) {
                answer.cancel(false);
            }
        });
        return outcome;
    }

    /** Keeps what is known without the pipeline, such as why there is no content, from the one thread that fetches to the one that answers; the pipeline orders them. */
    private final class Fetching {
        private final Supplier<ContentResult> content;
        private volatile @Nullable Refusal refusal;
        private volatile @Nullable Outcome before;
        private volatile String sha256 = "";

        Fetching(Supplier<ContentResult> content) {
            this.content = content;
        }

        Optional<byte[]> bytes() {
            ContentResult result = content.get();
            if (result instanceof ContentResult.NotFound missing) {
                refusal = missing.refusal();
                return Optional.empty();
            }
            ContentResult.Found found = (ContentResult.Found) result;
            sha256 = found.sha256();
            Optional<Outcome.Diagnosed> answer = known.get(sha256);
            before = answer.orElse(null);
            return answer.isPresent() ? Optional.empty() : Optional.of(found.bytes());
        }

        Outcome outcome(Answer answer) {
            if (answer instanceof Answer.Read read) {
                Outcome.Diagnosed outcome = new Outcome.Diagnosed(
                        read.probabilities(),
                        read.scores(),
                        read.denoised(),
                        read.assessment(),
                        read.decodeNanos() / NANOS_PER_MILLI,
                        read.inferNanos() / NANOS_PER_MILLI,
                        new Fingerprint(sha256, read.look()),
                        identity);
                known.put(outcome);
                return outcome;
            }
            Outcome earlier = before;
            return earlier != null ? earlier : new Outcome.Refused(refusal(answer));
        }

        private Refusal refusal(Answer answer) {
            Refusal found = refusal;
            if (found != null) {
                return found;
            }
            if (answer instanceof Answer.Undecodable undecodable) {
                DecodeResult.Refused why = undecodable.why();
                return Refusal.of(reason(why.reason()), DecodeResult.Refused.class, why.message());
            }
            if (answer instanceof Answer.Unreadable unreadable) {
                return Refusal.of(Reason.MODEL_FAILED, InferencePipeline.class, unreadable.message());
            }
            throw new IllegalStateException("no content, and no reason");
        }
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
