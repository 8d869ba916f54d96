package org.robustdx.stream.readahead;

import org.robustdx.schemas.ImageEvent;

/**
 * Is shown each image on its way to the model, on the thread that fetched it, before it is decoded: what is shown may be no image, and after a
 * rebalance or a crash comes again. Implementations are thread-safe, return at once, throw nothing and change nothing.
 */
@FunctionalInterface
public interface SeenImages {
    /** Looks at nothing. */
    SeenImages NOBODY = (event, content) -> {};

    /** Looks at an image. */
    void image(ImageEvent event, byte[] content);

    /** Returns one who shows to both. */
    default SeenImages and(SeenImages other) {
        return (event, content) -> {
            image(event, content);
            other.image(event, content);
        };
    }
}
