package org.robustdx.trainer.defend;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;

/**
 * Defensive distillation (Papernot et al., S&P 2016). Without a fixed model, it trains the teacher: the cross-entropy
 * with the labels, of logits divided by the temperature. With a teacher, it trains the student: the same
 * cross-entropy with the teacher's predictions at this temperature.
 *
 * <p>The served model does not divide its logits, so its softmax is saturated and the gradient of its cross-entropy
 * vanishes. This masks the gradient from FGSM. It does not make the model robust: attacks on the logits succeed
 * (Carlini and Wagner, S&P 2017).
 *
 * @param temperature divisor of the logits in training, at least 1
 * @param fixed the teacher, or nothing to train a teacher
 */
record Distillation(double temperature, List<Classifier> fixed) implements Defence {
    Distillation {
        fixed = List.copyOf(fixed);
    }

    @Override
    public String name() {
        return "distillation";
    }

    @Override
    public int copies() {
        return 0;
    }

    @Override
    public double cleanShare() {
        return 1;
    }

    @Override
    public boolean retargets() {
        return !fixed.isEmpty();
    }

    @Override
    public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
        throw new UnsupportedOperationException("distillation attacks no images");
    }

    @Override
    public void retarget(INDArray clean, float[][] targets) {
        if (fixed.isEmpty()) {
            return;
        }
        try (INDArray logits = fixed.get(0).logits(clean)) {
            float[][] rows = logits.toFloatMatrix();
            for (int i = 0; i < targets.length; i++) {
                targets[i] = Targets.softmax(rows[i], temperature);
            }
        }
    }
}
