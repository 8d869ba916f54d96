package org.robustdx.trainer.train;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.nn.Parameters;

/**
 * The exponential moving average of a run's parameters (Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992): what is validated and
 * exported. It swings less than the parameters themselves. At the beginning the average is of few steps: its decay rises to the given
 * one as (1 + t) / (10 + t).
 */
final class Average {
    private final Parameters of;
    private final Parameters mean;
    private final double decay;

    /**
     * Creates an average that begins with the parameters as they are.
     *
     * @param decay share of the old average that each step leaves, 0 to below 1; 0 follows the parameters
     */
    Average(Parameters of, double decay) {
        this(of, decay, of.arrays());
    }

    /** Creates an average that goes on from {@code values}. */
    Average(Parameters of, double decay, Map<String, INDArray> values) {
        this.of = of;
        this.decay = decay;
        this.mean = of.zerosLike();
        mean.restore(values);
    }

    /** Takes note of the parameters after step {@code step}, counted from 1. */
    void update(int step) {
        double now = Math.min(decay, (1.0 + step) / (10.0 + step));
        blend(mean.kernels(), of.kernels(), now);
        blend(mean.biases(), of.biases(), now);
    }

    private static void blend(List<INDArray> means, List<INDArray> values, double decay) {
        for (int i = 0; i < means.size(); i++) {
            try (INDArray share = values.get(i).mul(1 - decay)) {
                means.get(i).muli(decay).addi(share);
            }
        }
    }

    /** Returns the average, live. */
    Parameters mean() {
        return mean;
    }
}
