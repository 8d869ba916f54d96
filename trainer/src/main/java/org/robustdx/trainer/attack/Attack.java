package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An untargeted attack: searches near the given images for images that the model misclassifies. */
public interface Attack {

    /** Returns the name on the command line, such as {@code pgd}. */
    String name();

    /** Returns each option of this attack as {@code name=value}, for reports. */
    List<String> options();

    /**
     * Returns adversarial images, one for each given image.
     *
     * @param model the model under attack
     * @param pixels {@code [N,C,H,W]} in [0,1]; not modified
     * @param labels true class of each image
     * @param budget maximum distance between a result and its image
     * @param seed seed of all random choices
     * @return {@code [N,C,H,W]} in [0,1], within {@code budget} of {@code pixels}
     */
    INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed);
}
