package org.robustdx.trainer.nn;

import org.nd4j.autodiff.samediff.SDVariable;

/** The identity whose gradient is zero: what follows learns from its input without pulling at it. */
public final class StopGradient {
    private StopGradient() {}

    /**
     * Returns {@code x}, cut off from the gradient.
     *
     * <p>SameDiff copies a graph by the names of its operations before it differentiates: a subclass of one of ND4J's operations loses
     * its own gradient there, so this is ND4J's operation of that name.
     */
    public static SDVariable of(SDVariable x) {
        return new org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient(x.getSameDiff(), x).outputVariable();
    }
}
