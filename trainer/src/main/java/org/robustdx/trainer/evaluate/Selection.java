package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.pipeline.JudgedModel;
import org.robustdx.trainer.pipeline.Splits;

/**
 * The images that a model is judged on.
 *
 * @param images all of them, labelled by the model's list of classes
 * @param attacked those that are attacked, a sample of them
 * @param part which part of the data they are
 * @param splitSeed by which the data was split, null where it was not
 * @param digest SHA-256 of the whole data that they are taken from
 * @param sameData whether that is the data that the model was trained on
 */
public record Selection(
        Dataset images,
        Dataset attacked,
        Part part,
        @Nullable Long splitSeed,
        String digest,
        boolean sameData) {
    /** Parts of the data. */
    public enum Part {
        /** The part that training set aside and that chose nothing. */
        TEST,
        /** All of it. */
        ALL;

        /** Returns its name on the command line and in reports. */
        @Override
        public String toString() {
            return this == TEST ? "test" : "all";
        }
    }

    /**
     * Chooses images.
     *
     * @param all the whole data, with its own list of classes
     * @param attackedImages how many are attacked, at most
     * @param seed of the choice of these
     * @throws DataException if the model lacks a class, or the part has no images
     */
    public static Selection of(Dataset all, JudgedModel model, Part part, int attackedImages, long seed)
            throws DataException {
        String digest = all.digest();
        boolean same = digest.equals(model.metadata().properties().get("data_digest"));
        // Of a model that does not say how its data was split, no split is known to be better than another.
        Long splitSeed = part == Part.TEST ? model.splitSeed().orElse(1) : null;
        Dataset images = part(all, splitSeed);
        Dataset labelled = images.withClasses(model.metadata().classes());
        return new Selection(labelled, labelled.sample(attackedImages, seed), part, splitSeed, digest, same);
    }

    /**
     * Returns the part that training set aside.
     *
     * @param splitSeed by which the data was split; null for all of it
     * @throws DataException if it has no images
     */
    public static Dataset part(Dataset all, @Nullable Long splitSeed) throws DataException {
        Dataset images = splitSeed == null ? all : Splits.of(all, splitSeed).test();
        if (images.size() == 0) {
            throw new DataException("images: " + all.size() + " leave none for the test split (expected: --split all)");
        }
        return images;
    }
}
