package org.robustdx.stream.diagnosis;

import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.OnnxModel;

/**
 * An open engine with its identity.
 *
 * @param engine runs batches
 * @param identity identity of the model
 * @param provider execution provider of ONNX Runtime, for example {@code CPU}
 * @param closing closes the engine
 */
public record ServedModel(BatchEngine engine, ModelIdentity identity, String provider, Runnable closing)
        implements AutoCloseable {
    /** Wraps an open ONNX model under its own name. Closing the result closes the model. */
    public static ServedModel of(OnnxModel model) {
        return of(model, model.name(), model.metadata().properties().getOrDefault("git_revision", ""));
    }

    /** Wraps an open ONNX model under another name and version. Closing the result closes the model. */
    public static ServedModel of(OnnxModel model, String name, String version) {
        ModelIdentity identity = ModelIdentity.of(name, version, model.sha256(), model.metadata());
        return new ServedModel(model, identity, model.provider(), model::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
