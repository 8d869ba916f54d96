package org.robustdx.trainer.model;

import java.util.Locale;

/** What becomes of pixels before the backbone reads them. */
public enum Normalisation {
    /**
     * Each image to mean 0 and variance 1 over all its values: exposure and contrast go, hue stays. An attack on an image of little contrast
     * gains by it.
     */
    IMAGE,
    /** The same for every image: from [0,1] to [-2,2]. A perturbation stays as small, beside what the image shows, as it was made. */
    FIXED;

    /** Returns its name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
