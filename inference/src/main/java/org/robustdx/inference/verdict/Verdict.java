package org.robustdx.inference.verdict;

/** What a diagnosis is worth. */
public enum Verdict {
    /** No detector fired. */
    TRUSTED,
    /** A detector fired; the denoised image gets the same label. */
    SUSPECT,
    /** A detector fired, and the denoised image gets another label. */
    REJECTED
}
