package org.robustdx.stream.diagnosis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.stream.content.ContentResult;

/**
 * A model at work: its session, the pipeline that feeds it, and how many still wait for its answers. One that is retired takes nothing new, answers
 * what it has taken, and closes then. Thread-safe.
 */
public final class RunningModel {
    private final ServedModel model;
    private final InferencePipeline pipeline;
    private final PipelineDiagnostician diagnostician;
    /** One for its being in use, and one for each who waits; from zero there is no way back. */
    private final AtomicLong users = new AtomicLong(1);

    private final CountDownLatch unused = new CountDownLatch(1);

    private RunningModel(ServedModel model, InferencePipeline pipeline, OutcomeCache known) {
        this.model = model;
        this.pipeline = pipeline;
        this.diagnostician = new PipelineDiagnostician(pipeline, model.identity(), known);
    }

    /**
     * Returns the model at work, warmed up. It is closed with it.
     *
     * @param pipelines starts its pipeline
     * @param known its answers so far; none
     * @throws RuntimeException if the engine fails on a blank image; the model is then closed
     */
    public static RunningModel start(
            ServedModel model, Function<ServedModel, InferencePipeline> pipelines, OutcomeCache known) {
        InferencePipeline pipeline;
        try {
            pipeline = pipelines.apply(model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return new RunningModel(model, pipeline, known);
    }

    /** Returns the model. */
    public ServedModel model() {
        return model;
    }

    /** Returns its pipeline. */
    public InferencePipeline pipeline() {
        return pipeline;
    }

    /** Counts one more who uses it, and returns whether that is still possible. */
    boolean enter() {
        return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            unused.countDown();
        }
    }

    /** Starts a diagnosis by somebody who has entered; it leaves with the outcome. */
    @SuppressWarnings("FutureReturnValueIgnored") // Its completion is counted.
    CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
        CompletableFuture<Outcome> outcome = diagnostician.diagnose(content);
        outcome.whenComplete((done, e) -> leave());
        return outcome;
    }

    /**
     * Takes nothing new, waits until everything that was taken has its answer, and closes; called once.
     *
     * @return whether it is closed; if not in this time, the session stays open, as it may still be in use
     */
    boolean retire(Duration timeout) throws InterruptedException {
        leave();
        return unused.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && close(timeout);
    }

    /** Closes without waiting for answers: who still waits for one is told that the pipeline has closed. Returns as {@link #retire}. */
    public boolean close(Duration timeout) {
        boolean ended = pipeline.close(timeout);
        if (ended) {
            model.close();
        } // Else a thread may still be in the model, whose memory must not go from under it.
        return ended;
    }
}
