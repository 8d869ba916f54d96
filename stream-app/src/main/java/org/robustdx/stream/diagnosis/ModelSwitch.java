package org.robustdx.stream.diagnosis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.stream.content.ContentResult;

/**
 * Diagnoses with the model in use, which can change between two images. One model alone processes an image, including
 * its second pass, and the outcome names this model. Thread-safe.
 */
public final class ModelSwitch implements Diagnostician {
    private volatile RunningModel running;

    /** Creates a switch that starts with {@code first}. */
    public ModelSwitch(RunningModel first) {
        this.running = first;
    }

    @Override
    public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
        return entered().diagnose(content);
    }

    @Override
    public void together(Runnable diagnoses) {
        running.pipeline().together(diagnoses);
    }

    @Override
    public ModelIdentity model() {
        return running.model().identity();
    }

    /** Returns the model in use. Another thread may retire and close it at any time. */
    public RunningModel running() {
        return running;
    }

    /** Applies {@code work} to the model in use, which stays open during the call. */
    public <T> T using(Function<ServedModel, T> work) {
        RunningModel entered = entered();
        try {
            return work.apply(entered.model());
        } finally {
            entered.leave();
        }
    }

    private RunningModel entered() {
        RunningModel now = running;
        while (!now.enter()) {
            now = running; // The model was just retired. Its successor is already in {@code running}.
        }
        return now;
    }

    /**
     * Switches to another model from the next image on. Then waits until the previous model has answered the images
     * that it has accepted, and closes it. Only one thread may call this method.
     *
     * @param patience maximum wait for these answers
     * @return whether the previous model is closed; if not, its session stays open
     */
    public boolean to(RunningModel next, Duration patience) throws InterruptedException {
        RunningModel before = running;
        running = next;
        return before.retire(patience);
    }

    /** Returns the counters of the pipeline in use. */
    public PipelineSnapshot snapshot() {
        return running.pipeline().snapshot();
    }

    /** Closes the model in use, see {@link RunningModel#close}. */
    public boolean close(Duration timeout) {
        return running.close(timeout);
    }
}
