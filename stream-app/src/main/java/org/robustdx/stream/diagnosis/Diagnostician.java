package org.robustdx.stream.diagnosis;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.robustdx.stream.content.ContentResult;

/** Diagnoses encoded images asynchronously. Thread-safe. */
public interface Diagnostician {
    /**
     * Starts a diagnosis.
     *
     * @param content supplies the image bytes; called once, on a thread of the engine
     * @return the diagnosis, or the reason why the content is refused. The future completes exceptionally if the engine
     *     or {@code content} fails. Such a failure is not a fault of the image, so the caller must submit the image
     *     again.
     */
    CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content);

    /** Runs {@code diagnoses}, which starts several diagnoses. The engine may put them into one batch. */
    default void together(Runnable diagnoses) {
        diagnoses.run();
    }

    /** Returns the identity of the model. */
    ModelIdentity model();
}
