package org.robustdx.stream.diagnosis;

import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.OnnxModel;

/**
 * An engine that is open, and what it is called.
 *
 * @param engine reads batches
 * @param identity which model it is
 * @param provider what it runs on
 * @param closing closes the engine
 */
public record ServedModel(BatchEngine engine, ModelIdentity identity, String provider, Runnable closing)
        implements AutoCloseable {
    /** Returns an open ONNX model, which is closed with it. */
    public static ServedModel of(OnnxModel model) {
        ModelIdentity identity = new ModelIdentity(
                model.name(),
                model.metadata().properties().getOrDefault("git_revision", ""),
                model.sha256(),
                model.metadata().task(),
                model.metadata().classes(),
                model.metadata().detectors());
        return new ServedModel(model, identity, model.provider(), model::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
