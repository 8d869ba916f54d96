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
 * A model in service: its session, its pipeline, and a count of the images in progress. A retired model accepts no new
 * images, answers those that it has accepted, and then closes. Thread-safe.
 */
public final class RunningModel {
    private final ServedModel model;
    private final InferencePipeline pipeline;
    private final PipelineDiagnostician diagnostician;
    /**
     * Reference count: one while the model is in use, plus one for each image in progress. Once it reaches zero, it
     * stays zero.
     */
    private final AtomicLong users = new AtomicLong(1);

    private final CountDownLatch unused = new CountDownLatch(1);

    private RunningModel(ServedModel model, InferencePipeline pipeline, OutcomeCache known) {
        this.model = model;
        this.pipeline = pipeline;
        this.diagnostician = new PipelineDiagnostician(pipeline, model.identity(), known);
    }

    /**
     * Starts the pipeline, which warms up the model, and returns the running model. {@link #close} and {@link #retire}
     * also close {@code model}.
     *
     * @param pipelines starts the pipeline of a model
     * @param known empty cache for the model's answers
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

    /** Returns the pipeline. */
    public InferencePipeline pipeline() {
        return pipeline;
    }

    /** Increments the reference count. Returns false if the model is already retired. */
    boolean enter() {
        return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            unused.countDown();
        }
    }

    /** Starts a diagnosis. The caller must have called {@link #enter}; the completion calls {@link #leave}. */
    @SuppressWarnings("FutureReturnValueIgnored") // The dependent future only decrements the count.
    CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
        CompletableFuture<Outcome> outcome = diagnostician.diagnose(content);
        outcome.whenComplete((done, e) -> leave());
        return outcome;
    }

    /**
     * Accepts no new images, waits until all accepted images are answered, and closes the model. Must be called once.
     *
     * @return whether the model is closed; after a timeout the session stays open, because it may still be in use
     */
    boolean retire(Duration timeout) throws InterruptedException {
        leave();
        return unused.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && close(timeout);
    }

    /**
     * Closes the model without waiting for answers. Images in progress fail, because the pipeline is closed.
     *
     * @return whether the model is closed, as for {@link #retire}
     */
    public boolean close(Duration timeout) {
        boolean ended = pipeline.close(timeout);
        if (ended) {
            model.close();
        } // Otherwise a thread may still run the model, so its native memory must stay.
        return ended;
    }
}
