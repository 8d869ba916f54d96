package org.robustdx.trainer.plan;

import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An operation that ND4J computes, on any backend.
 *
 * @param operation the operation: a {@code CustomOp} or an {@code Op}
 * @param context its arguments and its bound arrays
 */
record Nd4jStep(Object operation, OpContext context) implements Step {

    @Override
    public void run() {
        if (operation instanceof CustomOp custom) {
            Nd4j.exec(custom, context);
        } else {
            Nd4j.exec((Op) operation, context);
        }
    }

    @Override
    public void close() {
        release(context);
    }

    /**
     * Binds an operation's inputs to its context, and returns the shapes of its outputs.
     *
     * @throws IllegalStateException if the operation is control flow
     */
    static List<LongShapeDescriptor> setInputs(DifferentialFunction operation, OpContext context, INDArray[] arrays) {
        if (operation instanceof CustomOp) {
            DynamicCustomOp custom = (DynamicCustomOp) operation;
            context.setArgs(arrays, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
            return custom.calculateOutputShape(context);
        } else if (operation instanceof BaseOp legacy && arrays.length <= 2) {
            for (int i = 0; i < arrays.length; i++) {
                context.setInputArray(i, arrays[i]);
            }
            return legacy.calculateOutputShape(context);
        }
        throw new IllegalStateException("operation " + operation.getOwnName() + " (" + operation.opName()
                + ") cannot be planned (expected: no control flow)");
    }

    static void release(OpContext context) {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("a context of ND4J could not be released", e);
        }
    }
}
