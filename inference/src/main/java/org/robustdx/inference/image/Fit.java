package org.robustdx.inference.image;

/** How an image is fitted to the aspect ratio of a model's input. */
public enum Fit {
    /** The largest centred window of the target's aspect ratio is kept, the rest is cut off. */
    CROP,
    /** The whole image is kept, centred, and the rest of the target is black. */
    PAD,
    /** The whole image is kept, and its aspect ratio is not: both axes are scaled to the target. Many training pipelines do this. */
    STRETCH
}
