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
        return of(model, model.name(), model.metadata().properties().getOrDefault("git_revision", ""));
    }

    /** As {@link #of(OnnxModel)}, under another name and version. */
    public static ServedModel of(OnnxModel model, String name, String version) {
        ModelIdentity identity = new ModelIdentity(
                name,
                version,
                model.sha256(),
                model.metadata().task(),
                model.metadata().classes(),
                model.metadata().detectors(),
                model.metadata().predictionSets());
        return new ServedModel(model, identity, model.provider(), model::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
