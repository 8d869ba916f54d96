package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;

class ExpectationOverTransformationTest {
    private static final int LENGTH = TinyModels.SIDE * TinyModels.SIDE;
    private static final LinearClassifier LINEAR = new LinearClassifier(2, LENGTH, 1);

    private final INDArray pixels = TinyModels.pixels(2, 1, DataType.FLOAT, 2);
    private final int[] labels = {0, 1};

    /** Adds strong random noise to every gradient. */
    private record Noisy(SplittableRandom random) implements Classifier {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return LINEAR.logits(pixels);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            Gradient honest = LINEAR.crossEntropyGradient(pixels, targets);
            return new Gradient(honest.losses(), honest.logits(), noisy(honest.byPixels()));
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return noisy(LINEAR.logitsGradient(pixels, cotangents));
        }

        private INDArray noisy(INDArray gradient) {
            float[] noise = new float[(int) gradient.length()];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (random.nextDouble() - 0.5) / 5;
            }
            return gradient.add(Nd4j.createFromArray(noise).reshape(gradient.shape()));
        }
    }

    @Test
    void meanOfManyDrawsSucceedsWhereASingleDrawFails() {
        Attack fgsm = new Fgsm(Fgsm.Variant.PLAIN, 1);
        double honest = gain(fgsm, LINEAR);
        double one = gain(fgsm, new Noisy(new SplittableRandom(1)));
        double many = gain(new ExpectationOverTransformation(fgsm, 100), new Noisy(new SplittableRandom(1)));

        assertThat(one).isLessThan(0.3 * honest);
        assertThat(many).isGreaterThan(0.6 * honest);
    }

    private double gain(Attack attack, Classifier model) {
        INDArray result = attack.perturb(model, pixels, labels, new Budget(4), 3);
        return loss(result) - loss(pixels);
    }

    private double loss(INDArray images) {
        return LINEAR.crossEntropyGradient(images, OneHot.of(labels, 2, DataType.FLOAT))
                .losses()
                .sumNumber()
                .doubleValue();
    }

    @Test
    void changesNothingForADeterministicModel() {
        Attack pgd = new Pgd(5, 1);
        INDArray plain = pgd.perturb(LINEAR, pixels, labels, new Budget(4), 3);
        INDArray averaged = new ExpectationOverTransformation(pgd, 3).perturb(LINEAR, pixels, labels, new Budget(4), 3);

        assertThat(averaged.equalsWithEps(plain, 1e-6)).isTrue();
    }

    @Test
    void isAvailableForEveryAttack() {
        Attack attack = Attacks.PGD.create(AttackOptions.ofDefaults().with(Setting.DRAWS, 7));

        assertThat(attack.name()).isEqualTo("pgd");
        assertThat(attack.options()).contains("draws=7");
        assertThatThrownBy(() -> new ExpectationOverTransformation(attack, 1001))
                .hasMessage("draws: 1001 (expected: 1 <= draws <= 1000)");
    }
}
