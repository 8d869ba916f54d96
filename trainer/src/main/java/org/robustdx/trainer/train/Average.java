package org.robustdx.trainer.train;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.nn.Parameters;

/**
 * The exponential moving average of a run's parameters (Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992): the validated and exported
 * parameters. It varies less than the parameters themselves. The decay at step t is the smaller of the given one and (1 + t) / (10 + t), so that the
 * first steps count for little.
 */
final class Average {
    private final Parameters of;
    private final Parameters mean;
    private final double decay;

    /**
     * Creates an average that starts at the current parameters.
     *
     * @param decay share of the old average that each step leaves, 0 to below 1; 0 follows the parameters
     */
    Average(Parameters of, double decay) {
        this(of, decay, of.arrays());
    }

    /** Creates an average that continues from {@code values}. */
    Average(Parameters of, double decay, Map<String, INDArray> values) {
        this.of = of;
        this.decay = decay;
        this.mean = of.zerosLike();
        mean.restore(values);
    }

    /** Adds the parameters after step {@code step}, counted from 1. */
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

    /** Returns the average. It is not a copy. */
    Parameters mean() {
        return mean;
    }
}
