package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An untargeted attack: looks for images near the given ones that the model reads wrongly. */
public interface Attack {

    /** Returns the name by which people choose this attack, such as {@code pgd}. */
    String name();

    /** Returns each option of this attack as {@code name=value}, for reports. */
    List<String> options();

    /**
     * Returns adversarial images, one for each given image.
     *
     * @param model the model under attack
     * @param pixels {@code [N,C,H,W]} in [0,1]; not changed
     * @param labels true class of each image
     * @param budget how far each result may be from its image
     * @param seed of every random choice made here
     * @return {@code [N,C,H,W]} in [0,1], within {@code budget} of {@code pixels}
     */
    INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed);
}
