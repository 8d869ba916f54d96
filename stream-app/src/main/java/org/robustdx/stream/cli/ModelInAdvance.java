package org.robustdx.stream.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Opens the model in a thread of its own while the command connects to Kafka, so that the app is ready sooner. Closing
 * it waits until the model is open, because a process must not end while the model's runtime is starting. It closes the
 * model, unless it was taken.
 */
final class ModelInAdvance implements AutoCloseable {
    private final CompletableFuture<ServedModel> opening = new CompletableFuture<>();
    private boolean taken;

    private ModelInAdvance() {}

    /** Begins to open the model of a configuration. */
    static ModelInAdvance of(StreamConfig config) {
        ModelInAdvance model = new ModelInAdvance();
        new Thread(() -> model.open(config), "open-model").start();
        return model;
    }

    private void open(StreamConfig config) {
        try {
            opening.complete(StreamApp.open(config.model(), config.device(), config.intraOpThreads()));
        } catch (RuntimeException | Error e) {
            opening.completeExceptionally(e);
        }
    }

    /**
     * Waits for the model and returns it. The caller closes it.
     *
     * @throws org.robustdx.kafka.UserException if the model is invalid, or the device is not available
     */
    ServedModel take() throws InterruptedException {
        try {
            ServedModel model = opening.get();
            taken = true;
            return model;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        if (!taken) {
            opening.handle((model, e) -> {
                        if (e == null) {
                            model.close();
                        }
                        return true;
                    })
                    .join();
        }
    }
}
