package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Divergence detector of MagNet (Meng and Chen, CCS 2017, section 4.2.2): the Jensen-Shannon divergence between the
 * class probabilities of the image and of its reconstruction, in nats, 0 to ln 2. With a higher temperature, a
 * saturated softmax does not hide changes of the logits.
 *
 * @param temperature divisor of the logits, greater than 0
 */
record JensenShannon(double temperature) implements Detector {
    /** Keeps the logarithm finite for probabilities of 0. For all others it is below the rounding error. */
    private static final double TINY = 1e-35;

    JensenShannon {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature: " + temperature + " (expected: > 0)");
        }
    }

    @Override
    public String id() {
        return "jsd-t" + (temperature == Math.rint(temperature) ? Long.toString((long) temperature) : "" + temperature);
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable p = sd.nn().softmax(readings.logits().mul(1 / temperature));
        SDVariable q = sd.nn().softmax(readings.logitsOfDenoised().mul(1 / temperature));
        SDVariable logM = log(sd, p.add(q).mul(0.5));
        SDVariable divergence = p.mul(log(sd, p).sub(logM)).add(q.mul(log(sd, q).sub(logM)));
        return divergence.sum(true, 1).mul(0.5);
    }

    private static SDVariable log(SameDiff sd, SDVariable x) {
        return sd.math().log(x.add(TINY));
    }
}
