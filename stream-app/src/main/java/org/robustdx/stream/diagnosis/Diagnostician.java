package org.robustdx.stream.diagnosis;

/**
 * The engine behind the topology: one encoded image in, what the model makes of it out. Implementations may work ahead
 * and in batches; the topology does not notice. Thread-safe.
 */
public interface Diagnostician {
    /**
     * Returns what the model makes of this image, or why it is no image.
     *
     * @throws RuntimeException if the engine fails; the image is then not to blame and must be offered again
     */
    Outcome diagnose(byte[] content);

    /** Returns the model that answers. */
    ModelIdentity model();
}
