package org.robustdx.trainer.defend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;

/** No defence: only the training method. */
record Undefended() implements Defence {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public int copies() {
        return 0;
    }

    @Override
    public double cleanShare() {
        return 1;
    }

    @Override
    public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
        throw new UnsupportedOperationException("no examples are made");
    }
}
