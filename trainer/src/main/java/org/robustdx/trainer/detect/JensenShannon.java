package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Divergence detector of MagNet (Meng and Chen, CCS 2017, section 4.2.2): the Jensen-Shannon divergence between the softened class
 * probabilities of the image and of its reconstruction, in nats, 0 to ln 2. The temperature keeps a saturated softmax from hiding a
 * change of the logits.
 *
 * @param temperature divides the logits, greater than 0
 */
record JensenShannon(double temperature) implements Detector {
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
        SDVariable logP = sd.nn().logSoftmax(readings.logits().mul(1 / temperature));
        SDVariable logQ = sd.nn().logSoftmax(readings.logitsOfDenoised().mul(1 / temperature));
        SDVariable p = sd.math().exp(logP);
        SDVariable q = sd.math().exp(logQ);
        SDVariable logM = sd.math().log(p.add(q).mul(0.5));
        SDVariable divergence = p.mul(logP.sub(logM)).add(q.mul(logQ.sub(logM)));
        return divergence.sum(true, 1).mul(0.5);
    }
}
