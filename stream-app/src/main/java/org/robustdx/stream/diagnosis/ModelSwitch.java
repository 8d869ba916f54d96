package org.robustdx.stream.diagnosis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.stream.content.ContentResult;

/**
 * Diagnoses by the model in use, which can be another one from one image to the next. Each image is read by one model alone, also where it is
 * read twice, and its outcome names that model. Thread-safe.
 */
public final class ModelSwitch implements Diagnostician {
    private volatile RunningModel running;

    /** Creates a switch to this model. */
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

    /** Returns the model in use; it may close at any time. */
    public RunningModel running() {
        return running;
    }

    /** Returns what comes of working with the model in use, which stays open meanwhile. */
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
            now = running; // Retired just now: its successor was put in place before.
        }
        return now;
    }

    /**
     * Uses another model from the next image on, and closes the one before once it has answered what it had taken. One caller at a time.
     *
     * @param patience how long to wait for those answers
     * @return whether the model before is closed; if not, it stays open
     */
    public boolean to(RunningModel next, Duration patience) throws InterruptedException {
        RunningModel before = running;
        running = next;
        return before.retire(patience);
    }

    /** Returns what the pipeline of the model in use holds and has done. */
    public PipelineSnapshot snapshot() {
        return running.pipeline().snapshot();
    }

    /** Closes the model in use; see {@link RunningModel#close}. */
    public boolean close(Duration timeout) {
        return running.close(timeout);
    }
}
