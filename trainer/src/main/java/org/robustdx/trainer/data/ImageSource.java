package org.robustdx.trainer.data;

import java.nio.file.Path;

/** A layout of data folders. It recognises folders with this layout, and lists their images without decoding them. */
public interface ImageSource {
    /** Returns whether {@code dir} has this layout, by the names of its files and folders. */
    boolean accepts(Path dir);

    /**
     * Returns the samples of {@code dir}, in an order that depends only on their names.
     *
     * @throws DataException if the folder as a whole is unusable (no class, no table, or no sample)
     */
    ImageListing list(Path dir) throws DataException;
}
