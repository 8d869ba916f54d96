package org.robustdx.inference.verdict;

/** What a diagnosis is worth. */
public enum Verdict {
    /** The image is in scope, and the tampering alarm was not raised. */
    TRUSTED,
    /** The tampering alarm was raised; the denoised image gets the same label. */
    SUSPECT,
    /** The tampering alarm was raised, and the denoised image gets another label. */
    REJECTED,
    /** The image is not of the kind that the model was trained on; its label is no diagnosis. */
    OUT_OF_SCOPE
}
