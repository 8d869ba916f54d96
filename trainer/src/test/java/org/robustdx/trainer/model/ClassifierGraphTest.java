package org.robustdx.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.OneHot;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Results;

class ClassifierGraphTest {
    private final DenoisingCnn model = TinyModels.model(3, 4, DataType.DOUBLE);
    private final ClassifierGraph classifier = new ClassifierGraph(model);
    private final INDArray pixels = TinyModels.pixels(3, 3, DataType.DOUBLE, 1);
    private final INDArray targets = OneHot.of(new int[] {1, 3, 0}, 4, DataType.DOUBLE);

    @Test
    void gradientByPixelsIsTheSlopeOfTheSummedLosses() {
        Classifier.Gradient gradient = classifier.crossEntropyGradient(pixels, targets);

        GradientCheck.OF_NETWORK.check("pixels", pixels, gradient.byPixels(), 6, new Random(2), () -> classifier
                .crossEntropyGradient(pixels, targets)
                .losses()
                .sumNumber()
                .doubleValue());
    }

    @Test
    void lossIsTheCrossEntropyOfTheLogits() {
        Classifier.Gradient gradient = classifier.crossEntropyGradient(pixels, targets);
        int[] labels = {1, 3, 0};
        for (int i = 0; i < 3; i++) {
            double[] logits = gradient.logits().getRow(i).toDoubleVector();
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit);
            }
            assertThat(gradient.losses().getDouble(i)).isCloseTo(Math.log(sum) - logits[labels[i]], within(1e-12));
        }
        assertThat(gradient.logits()).isEqualTo(classifier.logits(pixels));
    }

    @Test
    void gradientOfLogitsIsTheSlopeOfTheirWeightedSum() {
        INDArray weights = Nd4j.rand(DataType.DOUBLE, 3, 4);
        INDArray gradient = classifier.logitsGradient(pixels, weights);

        GradientCheck.OF_NETWORK.check("pixels", pixels, gradient, 6, new Random(2), () -> classifier
                .logits(pixels)
                .mul(weights)
                .sumNumber()
                .doubleValue());
    }

    @Test
    void gradientOfCrossEntropyIsThatOfLogitsWeightedByItsSlope() {
        Classifier.Gradient gradient = classifier.crossEntropyGradient(pixels, targets);
        INDArray slope = Nd4j.nn().softmax(gradient.logits(), 1).sub(targets);

        assertThat(classifier
                        .logitsGradient(pixels, slope)
                        .sub(gradient.byPixels())
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-12);
    }

    @Test
    void imagesOfABatchDoNotInfluenceEachOther() {
        INDArray together = classifier.crossEntropyGradient(pixels, targets).byPixels();
        INDArray alone = classifier
                .crossEntropyGradient(
                        pixels.get(NDArrayIndex.interval(1, 2)).dup('c'),
                        targets.get(NDArrayIndex.interval(1, 2)).dup('c'))
                .byPixels();

        assertThat(together.get(NDArrayIndex.interval(1, 2))
                        .sub(alone)
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-12);
    }

    @Test
    void exposureAndContrastOfAnImageDoNotMatter() {
        // Inside is a normalisation of each image; what is left of the change is the variance's floor.
        INDArray logits = classifier.logits(pixels);
        INDArray brighter = classifier.logits(pixels.mul(0.9).addi(0.1));

        assertThat(brighter.sub(logits).amaxNumber().doubleValue())
                .isLessThan(0.01 * logits.amaxNumber().doubleValue());
    }

    @Test
    void imageWithoutContrastHasFiniteLogitsAndGradient() {
        INDArray gray = Nd4j.valueArrayOf(pixels.shape(), 0.5, DataType.DOUBLE);
        Classifier.Gradient gradient = classifier.crossEntropyGradient(gray, targets);

        assertThat(gradient.logits().amaxNumber().doubleValue()).isFinite();
        assertThat(gradient.byPixels().amaxNumber().doubleValue()).isFinite();
    }

    @Test
    void updateOfTheParametersIsSeen() {
        INDArray before = classifier.logits(pixels).dup();
        Results.get(model.parameters().arrays(), "classifier.b").addi(2);

        assertThat(classifier.logits(pixels).sub(before).minNumber().doubleValue())
                .isCloseTo(2, within(1e-9));
    }
}
