package org.robustdx.trainer.data;

import java.nio.file.Path;

/** A layout of data folders: knows its own by looking, and lists what one holds without decoding any image. */
public interface ImageSource {
    /** Returns whether {@code dir} has this layout, judged by the names of what lies in it. */
    boolean accepts(Path dir);

    /**
     * Returns the samples of {@code dir}, in an order that depends on their names alone.
     *
     * @throws DataException when the folder as a whole is of no use (no class, no table, no sample at all)
     */
    ImageListing list(Path dir) throws DataException;
}
