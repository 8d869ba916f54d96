package org.robustdx.stream.diagnosis;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.robustdx.stream.content.ContentResult;

/** The engine behind the topology: an encoded image in, what the model makes of it out, when it is ready. Thread-safe. */
public interface Diagnostician {
    /**
     * Starts a diagnosis.
     *
     * @param content asked for the image once, on a thread of the engine's
     * @return what the model makes of this image, or why it is no image. It fails if the engine fails, or {@code content} does; the image
     *     is then not to blame and must be offered again.
     */
    CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content);

    /** Runs {@code diagnoses}, which starts several: an engine that reads batches had better know that they belong together. */
    default void together(Runnable diagnoses) {
        diagnoses.run();
    }

    /** Returns the model that answers. */
    ModelIdentity model();
}
