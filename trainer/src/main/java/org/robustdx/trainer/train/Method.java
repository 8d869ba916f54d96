package org.robustdx.trainer.train;

import java.util.List;
import java.util.Locale;

/** The paper's method and its ablations (Xue et al., MICCAI 2019). All of them train the decoder, because every served model has one. */
public enum Method {
    /** Only clean images. */
    PLAIN(false, false, false),
    /** Clean images and noisy copies. */
    NOISE(true, false, false),
    /** Noisy copies; the loss pulls their high-level features towards those of the clean image. */
    INVARIANCE(true, true, false),
    /** Noisy copies, and an auto-encoder embedded in the classifier. */
    AUTOENCODER(true, false, true),
    /** Both: the denoising CNN. */
    DENOISING(true, true, true);

    private final boolean noisy;
    private final boolean invariant;
    private final boolean embedded;

    Method(boolean noisy, boolean invariant, boolean embedded) {
        this.noisy = noisy;
        this.invariant = invariant;
        this.embedded = embedded;
    }

    /**
     * Returns the objective of this method.
     *
     * @param copies noisy copies of each image, ignored if the method uses none
     * @param k1 weight of the feature loss, ignored if the method has none
     * @param featureStages see {@link Objective}
     * @param k2 weight of the reconstruction
     */
    public Objective objective(int copies, double k1, List<Integer> featureStages, double k2) {
        return new Objective(noisy ? copies : 0, invariant ? k1 : 0, featureStages, k2, embedded);
    }

    /** Returns its name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
