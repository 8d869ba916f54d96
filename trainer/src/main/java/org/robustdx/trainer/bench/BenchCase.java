package org.robustdx.trainer.bench;

import java.util.Locale;

/** The steps that are timed. */
public enum BenchCase {
    /** Clean images and one noisy copy of each, all terms of the loss. */
    REFERENCE(1, false),
    /** Clean images alone. */
    CLEAN(0, false),
    /** Clean images and three noisy copies of each: the default of training. */
    NOISE(3, false),
    /** Clean images and as many that are found by some steps along the gradient by the pixels. */
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

    boolean attacked() {
        return attacked;
    }

    /** Returns whether the script in PyTorch has this step, and is worth comparing: with noisy copies, and without an attack. */
    public boolean isCompared() {
        return copies > 0 && !attacked;
    }

    /** Returns the case's name in tables and files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
