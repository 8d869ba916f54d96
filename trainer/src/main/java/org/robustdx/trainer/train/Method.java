package org.robustdx.trainer.train;

import java.util.List;
import java.util.Locale;

/** The paper's method and its ablations (Xue et al., MICCAI 2019). In each the decoder is trained, since every served model has one. */
public enum Method {
    /** Clean images alone. */
    PLAIN(false, false, false),
    /** Clean images and noisy copies. */
    NOISE(true, false, false),
    /** Noisy copies whose high-level features are drawn to those of the clean image. */
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
     * Returns what this method minimises.
     *
     * @param copies noisy copies of each image, where the method has any
     * @param k1 weight of the features' invariance, where the method has it
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
