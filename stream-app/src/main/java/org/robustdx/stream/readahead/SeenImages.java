package org.robustdx.stream.readahead;

import org.robustdx.schemas.ImageEvent;

/**
 * Listener for the images on their way to the model. It is called on the thread that fetched the bytes, before they are
 * decoded. The bytes may therefore not be a valid image. The same image may appear several times, after a rebalance or
 * a crash. Implementations are thread-safe, return immediately, throw no exceptions and do not change the bytes.
 */
@FunctionalInterface
public interface SeenImages {
    /** Ignores all images. */
    SeenImages NOBODY = (event, content) -> {};

    /**
     * Receives an image.
     *
     * @param event the event, already validated
     * @param content the image bytes
     */
    void image(ImageEvent event, byte[] content);

    /** Returns a listener that calls this one and then {@code other}. */
    default SeenImages and(SeenImages other) {
        return (event, content) -> {
            image(event, content);
            other.image(event, content);
        };
    }
}
