package org.robustdx.trainer.model;

/** What a network takes and gives: square images of some channels, and one logit for each class. */
public interface Signature {
    /** Returns the side of the input in pixels. */
    int imageSize();

    /** Returns the channels of the input: 1 (gray) or 3 (RGB). */
    int channels();

    /** Returns how many classes there are. */
    int classes();
}
