package org.robustdx.gateway.intake;

import java.io.UncheckedIOException;
import org.robustdx.schemas.ContentReference;

/** Where images that are too large for a message are kept (claim check). Thread-safe. */
public interface LargeContent extends AutoCloseable {
    /**
     * Stores content under its SHA-256 and returns a reference to it. Content that is there already stays.
     *
     * @throws UncheckedIOException if the content is not stored; nothing is wrong with it
     */
    ContentReference put(byte[] content);

    @Override
    default void close() {}
}
