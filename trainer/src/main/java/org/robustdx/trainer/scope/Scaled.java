package org.robustdx.trainer.scope;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/** Features less their mean, in units of their standard deviations. */
final class Scaled {
    private Scaled() {}

    static double[] reciprocal(double[] scales) {
        return Arrays.stream(scales).map(s -> 1 / s).toArray();
    }

    /** Returns features scaled by the arrays {@code mean} and {@code scales}. */
    static SDVariable of(SDVariable features, Map<String, SDVariable> arrays) {
        return features.sub(Distance.array(arrays, "mean")).mul(Distance.array(arrays, "scales"));
    }
}
