package org.robustdx.trainer.nn;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;

/** The identity whose gradient is zero: what follows learns from its input without pulling at it. */
public final class StopGradient extends Identity {

    /** For ND4J, which makes operations by reflection. */
    public StopGradient() {}

    private StopGradient(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    /** Returns {@code x}, cut off from the gradient. */
    public static SDVariable of(SDVariable x) {
        return new StopGradient(x.getSameDiff(), x).outputVariable();
    }

    @Override
    public List<SDVariable> doDiff(List<SDVariable> gradients) {
        return List.of(getSameDiff().zerosLike(arg()));
    }
}
