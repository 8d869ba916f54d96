package org.robustdx.trainer.bench;

import java.util.Locale;

/** The training steps that are measured. */
public enum BenchCase {
    /** Clean images and one noisy copy of each, with all terms of the loss. */
    REFERENCE(1, false),
    /** Only clean images. */
    CLEAN(0, false),
    /** Clean images and three noisy copies of each: the default of training. */
    NOISE(3, false),
    /** Clean images and one adversarial image for each, found by several gradient steps. */
    PGD(0, true);

    private final int copies;
    private final boolean attacked;

    BenchCase(int copies, boolean attacked) {
        this.copies = copies;
        this.attacked = attacked;
    }

    int copies() {
        return copies;
    }

    /** Returns the number of images that a step learns from, for each clean image. */
    int images() {
        return 1 + copies + (attacked ? 1 : 0);
    }

    boolean attacked() {
        return attacked;
    }

    /** Returns whether the PyTorch script can run the same step: with noisy copies and without an attack. */
    public boolean isCompared() {
        return copies > 0 && !attacked;
    }

    /** Returns the name in tables and files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
