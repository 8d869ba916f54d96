package org.robustdx.trainer.plan;

import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
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

    static void release(OpContext context) {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("a context of ND4J could not be released", e);
        }
    }
}
