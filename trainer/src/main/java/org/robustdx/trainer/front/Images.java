package org.robustdx.trainer.front;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.nn.Layers;

/** Operations on images in a graph. */
final class Images {
    private Images() {}

    /** Returns values limited to [0,1]. */
    static SDVariable clipped(SameDiff sd, SDVariable x) {
        return sd.nn().relu(x, 0).sub(sd.nn().relu(x.add(-1), 0));
    }

    /** Returns images moved by one pixel against an axis; the last row or column is repeated. */
    static SDVariable neighbour(SDVariable nchw, int axis, int side) {
        SDIndex[] rest = {SDIndex.all(), SDIndex.all(), SDIndex.all(), SDIndex.all()};
        SDIndex[] last = rest.clone();
        rest[axis] = SDIndex.interval(1, side);
        last[axis] = SDIndex.interval(side - 1, side);
        return nchw.getSameDiff().concat(axis, nchw.get(rest), nchw.get(last));
    }

    /** Returns a constant, added to the graph once. */
    static SDVariable constant(Layers layers, String name, INDArray values) {
        String full = Front.PREFIX + name;
        return layers.sd().hasVariable(full)
                ? layers.sd().getVariable(full)
                : layers.sd().constant(full, values.castTo(layers.parameters().type()));
    }
}
