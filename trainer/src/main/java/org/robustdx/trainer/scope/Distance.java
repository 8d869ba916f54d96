package org.robustdx.trainer.scope;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** How far features are from those of the training images. */
interface Distance {
    /**
     * Fits the distance.
     *
     * @param samples features of the training images, one image a row, at least two
     * @return its arrays by name
     */
    Map<String, Matrix> fit(double[][] samples);

    /**
     * Adds the distance to a graph.
     *
     * @param features {@code [N,F]}
     * @param arrays of {@link #fit} as constants, those of one row as vectors
     * @return {@code [N,1]}; a logarithm or a signed number, higher for images that are less like the training images
     */
    SDVariable score(SameDiff sd, SDVariable features, Map<String, SDVariable> arrays);

    /** Returns the array of this name. */
    static SDVariable array(Map<String, SDVariable> arrays, String name) {
        SDVariable array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("arrays: " + arrays.keySet() + " (expected: " + name + " among them)");
        }
        return array;
    }
}
