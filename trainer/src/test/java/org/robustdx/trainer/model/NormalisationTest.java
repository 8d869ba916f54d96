package org.robustdx.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Parameters;

class NormalisationTest {
    private static ClassifierGraph classifier(Normalisation normalisation) {
        ModelSpec spec = new ModelSpec(Backbones.RESNET, 4, 1, TinyModels.SIDE, 3, 3, normalisation);
        return new ClassifierGraph(new DenoisingCnn(spec, new Parameters(5, DataType.DOUBLE)));
    }

    /** The floor under the variance is of no weight in images of this contrast. */
    @ParameterizedTest
    @EnumSource(Normalisation.class)
    void onlyThatOfEachImageHidesExposureAndContrast(Normalisation normalisation) {
        ClassifierGraph classifier = classifier(normalisation);
        INDArray pixels = TinyModels.pixels(2, 3, DataType.DOUBLE, 1);

        INDArray logits = classifier.logits(pixels);
        INDArray ofDarker = classifier.logits(pixels.mul(0.9).addi(0.02));

        double relative = logits.sub(ofDarker).norm2Number().doubleValue()
                / logits.norm2Number().doubleValue();
        if (normalisation == Normalisation.IMAGE) {
            assertThat(relative).isLessThan(0.005);
        } else {
            assertThat(relative).isGreaterThan(0.02);
        }
    }

    @ParameterizedTest
    @EnumSource(Normalisation.class)
    void gradientGoesThroughIt(Normalisation normalisation) {
        ClassifierGraph classifier = classifier(normalisation);
        INDArray pixels = TinyModels.pixels(2, 3, DataType.DOUBLE, 1);
        INDArray weights = TinyModels.pixels(1, 3, DataType.DOUBLE, 2)
                .reshape(3 * TinyModels.SIDE * TinyModels.SIDE)
                .get(NDArrayIndex.interval(0, 6))
                .reshape(2, 3);

        GradientCheck.OF_NETWORK.check(
                "pixels", pixels, classifier.logitsGradient(pixels, weights), 6, new Random(2), () -> classifier
                        .logits(pixels)
                        .mul(weights)
                        .sumNumber()
                        .doubleValue());
    }
}
