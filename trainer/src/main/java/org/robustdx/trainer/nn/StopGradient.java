package org.robustdx.trainer.nn;

import org.nd4j.autodiff.samediff.SDVariable;

/** The identity with a zero gradient: later layers learn from the input without changing it. */
public final class StopGradient {
    private StopGradient() {}

    /**
     * Returns {@code x} without its gradient.
     *
     * <p>Uses ND4J's own operation. Before SameDiff differentiates a graph, it copies the operations by name, so a
     * subclass would lose its gradient.
     */
    public static SDVariable of(SDVariable x) {
        return new org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient(x.getSameDiff(), x).outputVariable();
    }
}
