package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Runs an attack on a model with random outputs: outputs and gradients are means over several draws (expectation over
 * transformation: Athalye et al., ICML 2018, section 4.2).
 *
 * @param attack the attack
 * @param draws draws of each output, 1 to 1,000
 */
public record ExpectationOverTransformation(Attack attack, int draws) implements Attack {
    public ExpectationOverTransformation {
        Bounds.require("draws", draws, 1, 1000);
    }

    @Override
    public String name() {
        return attack.name();
    }

    @Override
    public List<String> options() {
        List<String> options = new ArrayList<>(attack.options());
        options.add("draws=" + draws);
        return options;
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Classifier mean = model instanceof DetectingClassifier detecting
                ? new MeanOfDetecting(detecting, draws)
                : new MeanOf<>(model, draws);
        return attack.perturb(mean, pixels, labels, budget, seed);
    }

    /** A classifier whose outputs are means over several draws. */
    private static class MeanOf<T extends Classifier> implements Classifier {
        final List<T> draws;

        MeanOf(T model, int draws) {
            this.draws = Collections.nCopies(draws, model);
        }

        T model() {
            return draws.get(0);
        }

        @Override
        public int classes() {
            return model().classes();
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return Means.of(draws, draw -> draw.logits(pixels));
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return Means.of(draws, draw -> draw.logitsGradient(pixels, cotangents));
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            List<Gradient> gradients = draws.stream()
                    .map(draw -> draw.crossEntropyGradient(pixels, targets))
                    .toList();
            return new Gradient(
                    Means.of(gradients, Gradient::losses),
                    Means.of(gradients, Gradient::logits),
                    Means.of(gradients, Gradient::byPixels));
        }
    }

    private static final class MeanOfDetecting extends MeanOf<DetectingClassifier> implements DetectingClassifier {
        MeanOfDetecting(DetectingClassifier model, int draws) {
            super(model, draws);
        }

        @Override
        public List<Alarm> alarms() {
            return model().alarms();
        }

        @Override
        public Readings readings(INDArray pixels) {
            List<Readings> readings =
                    draws.stream().map(draw -> draw.readings(pixels)).toList();
            return new Readings(
                    Means.of(readings, Readings::logits),
                    Means.of(readings, Readings::logitsOfDenoised),
                    Means.of(readings, Readings::scores));
        }

        @Override
        public INDArray readingsGradient(INDArray pixels, Readings cotangents) {
            return Means.of(draws, draw -> draw.readingsGradient(pixels, cotangents));
        }
    }
}
