package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A score of how suspicious an image is, computed inside the served graph. */
public interface Detector {

    /**
     * What the model says of an image, and what it says of its own reconstruction of that image.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param logits {@code [N,K]}
     * @param denoised {@code [N,C,H,W]} in [0,1]: the decoder's reconstruction of {@code pixels}
     * @param logitsOfDenoised {@code [N,K]}
     */
    record Readings(SDVariable pixels, SDVariable logits, SDVariable denoised, SDVariable logitsOfDenoised) {}

    /** Returns the name under which the exported file lists this score. */
    String id();

    /** Returns the score, {@code [N,1]}; higher is more suspicious. */
    SDVariable score(SameDiff sd, Readings readings);
}
