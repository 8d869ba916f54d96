package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.DefenceSetting;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Results;

/** The loss against one worked out image by image, and its gradient against the slope of that one. */
class TrainingGraphTest {
    private static final int IMAGES = 2;
    private static final int CLASSES = 3;
    /** Which parameters are tried: from the stem to the classifier, in encoder and decoder. */
    private static final int EVERY = 3;

    private static final double K1 = 3;
    private static final double K2 = 5;

    private final DenoisingCnn model = TinyModels.model(1, CLASSES, DataType.DOUBLE);

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "2, true", "2, false"})
    void lossAndItsGradientAreThoseOfThePaper(int copies, boolean decoderTeachesEncoder) {
        INDArray pixels = pixels(copies);
        INDArray targets = targets(copies);
        TrainingGraph graph = graph(new Objective(copies, K1, List.of(), K2, decoderTeachesEncoder));
        TrainingGraph.Step step = graph.step(examples(pixels, targets));
        Reference reference = new Reference(model, pixels, targets);
        Reference.Read read = reference.read();
        INDArray cleanFeatures = read.pooled.dup();

        assertThat(step.losses().crossEntropy()).isCloseTo(read.crossEntropy(), within(1e-10));
        assertThat(step.losses().features()).isCloseTo(read.features(cleanFeatures), within(1e-10));
        assertThat(step.losses().reconstruction()).isCloseTo(read.reconstruction(), within(1e-10));
        assertThat(step.losses().total())
                .isCloseTo(
                        read.crossEntropy() + K1 * read.features(cleanFeatures) + K2 * read.reconstruction(),
                        within(1e-9));
        assertThat(step.gradients().arrays())
                .containsOnlyKeys(model.parameters().arrays().keySet());

        Random random = new Random(4);
        List<String> names = List.copyOf(model.parameters().arrays().keySet());
        for (int i = 0; i < names.size(); i += EVERY) {
            String name = names.get(i);
            boolean taught = decoderTeachesEncoder || name.startsWith("decoder");
            INDArray array = Results.get(model.parameters().arrays(), name);
            GradientCheck.OF_NETWORK.check(
                    name, array, Results.get(step.gradients().arrays(), name), 1, random, () -> {
                        Reference.Read now = reference.read();
                        // The clean images' features stand still: nothing pulls at them.
                        return now.crossEntropy()
                                + K1 * now.features(cleanFeatures)
                                + (taught ? K2 * now.reconstruction() : 0);
                    });
        }
    }

    @Test
    void decoderThatDoesNotTeachLeavesTheEncodersGradientAlone() {
        INDArray pixels = pixels(0);
        INDArray targets = targets(0);
        Map<String, INDArray> without = graph(new Objective(0, 0, List.of(), 0, false))
                .step(examples(pixels, targets))
                .gradients()
                .arrays();
        Map<String, INDArray> beside = graph(new Objective(0, 0, List.of(), K2, false))
                .step(examples(pixels, targets))
                .gradients()
                .arrays();
        Map<String, INDArray> embedded = graph(new Objective(0, 0, List.of(), K2, true))
                .step(examples(pixels, targets))
                .gradients()
                .arrays();

        assertThat(difference(without, beside, "stem.w")).isLessThan(1e-12);
        assertThat(difference(without, embedded, "stem.w")).isGreaterThan(1e-6);
        assertThat(difference(beside, embedded, "decoder.image.w")).isLessThan(1e-12);
        assertThat(difference(without, beside, "decoder.image.w")).isGreaterThan(1e-6);
    }

    private TrainingGraph graph(Objective objective) {
        return new TrainingGraph(
                model,
                objective,
                new StepLayout(true, objective.copies(), 0),
                DefenceOptions.of(Defences.NONE).create(List.of()),
                new double[CLASSES]);
    }

    private static Examples examples(INDArray pixels, INDArray targets) {
        return new Examples(pixels, pixels.get(NDArrayIndex.interval(0, IMAGES)).dup(), targets);
    }

    @Test
    void shiftsAreAddedToTheLogitsOfTheCrossEntropy() {
        INDArray pixels = pixels(0);
        INDArray targets = targets(0);
        double[] shifts = {0.5, -1, 2};
        TrainingGraph shifted = new TrainingGraph(
                model,
                new Objective(0, 0, List.of(), 0, true),
                new StepLayout(true, 0, 0),
                DefenceOptions.of(Defences.NONE).create(List.of()),
                shifts);
        double loss = shifted.step(examples(pixels, targets)).losses().crossEntropy();
        Reference reference = new Reference(model, pixels, targets);
        Reference.Read read = reference.read();
        read.logits().addiRowVector(Nd4j.createFromArray(shifts));

        assertThat(loss).isCloseTo(read.crossEntropy(), within(1e-10));
    }

    @Test
    void featuresOfSeveralStagesCountAlike() {
        INDArray pixels = pixels(1);
        INDArray targets = targets(1);
        double[] losses = new double[3];
        List<List<Integer>> stages = List.of(List.of(1), List.of(2), List.of(1, 2));
        for (int i = 0; i < losses.length; i++) {
            losses[i] = graph(new Objective(1, 1, stages.get(i), 0, true))
                    .step(examples(pixels, targets))
                    .losses()
                    .features();
        }
        double last = graph(new Objective(1, 1, List.of(), 0, true))
                .step(examples(pixels, targets))
                .losses()
                .features();

        assertThat(losses[0]).isNotCloseTo(losses[1], within(1e-6)).isPositive();
        assertThat(losses[2]).isCloseTo((losses[0] + losses[1]) / 2, within(1e-12));
        assertThat(last).isCloseTo(losses[1], within(1e-12));
    }

    @Test
    void divergenceOfTradesAndItsGradientAreThoseWorkedOutImageByImage() {
        double weight = 4;
        DefenceOptions trades = DefenceOptions.of(Defences.TRADES).with(DefenceSetting.TRADES_WEIGHT, weight);
        INDArray pixels = pixels(2);
        INDArray targets = targets(2);
        TrainingGraph graph = new TrainingGraph(
                model,
                new Objective(1, 0, List.of(), 0, true),
                new StepLayout(true, 1, 1),
                trades.create(List.of()),
                new double[CLASSES]);
        TrainingGraph.Step step = graph.step(examples(pixels, targets));
        Reference reference = new Reference(model, pixels, targets);

        assertThat(step.losses().penalty())
                .isCloseTo(weight * reference.read().divergence(), within(1e-10))
                .isGreaterThan(1e-6);
        Random random = new Random(4);
        for (String name : List.of("stem.w", "stage1.block1.conv1.w", "classifier.w")) {
            GradientCheck.OF_NETWORK.check(
                    name,
                    Results.get(model.parameters().arrays(), name),
                    Results.get(step.gradients().arrays(), name),
                    1,
                    random,
                    () -> reference.read().crossEntropy()
                            + weight * reference.read().divergence());
        }
    }

    @Test
    void temperatureDividesTheLogitsOfTheCrossEntropy() {
        INDArray pixels = pixels(0);
        INDArray targets = targets(0);
        TrainingGraph cooled = new TrainingGraph(
                model,
                new Objective(0, 0, List.of(), 0, true),
                new StepLayout(true, 0, 0),
                new DefenceOptions(Defences.DISTILLATION, Map.of(DefenceSetting.DISTILLATION_TEMPERATURE, 4.0))
                        .create(List.of()),
                new double[CLASSES]);
        double loss = cooled.step(examples(pixels, targets)).losses().crossEntropy();
        Reference.Read read = new Reference(model, pixels, targets).read();
        read.logits().divi(4);

        assertThat(loss).isCloseTo(read.crossEntropy(), within(1e-10));
    }

    @Test
    void penaltySeesLogitsAndFeaturesOfTheCleanAndTheAttackedImages() {
        Defence pairing = new Pairing();
        INDArray pixels = pixels(1);
        INDArray targets = targets(1);
        TrainingGraph graph = new TrainingGraph(
                model,
                new Objective(0, 0, List.of(), 0, true),
                new StepLayout(true, 0, 1),
                pairing,
                new double[CLASSES]);
        double penalty = graph.step(examples(pixels, targets)).losses().penalty();
        Reference.Read read = new Reference(model, pixels, targets).read();

        assertThat(penalty)
                .isCloseTo(read.features(read.pooled().dup()) + read.logitsSquared(), within(1e-10))
                .isPositive();
    }

    /** Draws features and logits of attacked images to those of the clean ones. */
    private record Pairing() implements Defence {
        @Override
        public String name() {
            return "pairing";
        }

        @Override
        public int copies() {
            return 1;
        }

        @Override
        public double cleanShare() {
            return 1;
        }

        @Override
        public boolean penalises() {
            return true;
        }

        @Override
        public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
            return clean.dup();
        }

        @Override
        public SDVariable penalty(Layers layers, View clean, View adversarial) {
            SDVariable features = adversarial.features().sub(clean.features());
            SDVariable logits = adversarial.logits().sub(clean.logits());
            return layers.sd()
                    .math()
                    .square(features)
                    .mean()
                    .add(layers.sd().math().square(logits).mean());
        }
    }

    private static double difference(Map<String, INDArray> a, Map<String, INDArray> b, String name) {
        return Results.get(a, name).sub(Results.get(b, name)).amaxNumber().doubleValue();
    }

    private static INDArray pixels(int copies) {
        return TinyModels.pixels((1 + copies) * IMAGES, 1, DataType.DOUBLE, 1);
    }

    /** Rows that are no distribution: class weights and smoothing are in them. */
    private static INDArray targets(int copies) {
        double[] values =
                new Random(2).doubles((1L + copies) * IMAGES * CLASSES, 0, 2).toArray();
        return Nd4j.createFromArray(values).reshape(-1, CLASSES);
    }

    /** The model's outputs, and the loss worked out of them. */
    private static final class Reference {
        private final SameDiff sd = Layers.newGraph();
        private final Network.Outputs outputs;
        private final INDArray pixels;
        private final INDArray targets;

        Reference(DenoisingCnn model, INDArray pixels, INDArray targets) {
            this.pixels = pixels;
            this.targets = targets;
            SDVariable x = sd.placeHolder("x", DataType.DOUBLE, -1, 1, TinyModels.SIDE, TinyModels.SIDE);
            outputs = model.forward(new Layers(sd, model.parameters(), Layout.NCHW), x, true);
        }

        Read read() {
            String logits = outputs.logits().name();
            String pooled = outputs.pooled().name();
            String denoised = outputs.denoised().name();
            Map<String, INDArray> read = sd.output(Map.of("x", pixels), logits, pooled, denoised);
            return new Read(
                    Results.get(read, logits), Results.get(read, pooled), Results.get(read, denoised), pixels, targets);
        }

        record Read(INDArray logits, INDArray pooled, INDArray denoised, INDArray pixels, INDArray targets) {
            double crossEntropy() {
                double[][] rows = logits.toDoubleMatrix();
                double sum = 0;
                for (int i = 0; i < rows.length; i++) {
                    double exponentials = 0;
                    for (double logit : rows[i]) {
                        exponentials += Math.exp(logit);
                    }
                    for (int k = 0; k < CLASSES; k++) {
                        sum -= targets.getDouble(i, k) * (rows[i][k] - Math.log(exponentials));
                    }
                }
                return sum / rows.length;
            }

            /** Of the reading of the third group from that of the first. */
            double divergence() {
                double[][] p = Transforms.softmax(logits, true).toDoubleMatrix();
                double sum = 0;
                for (int i = 0; i < IMAGES; i++) {
                    for (int k = 0; k < CLASSES; k++) {
                        sum += p[i][k] * Math.log(p[i][k] / p[2 * IMAGES + i][k]);
                    }
                }
                return sum / IMAGES;
            }

            double logitsSquared() {
                INDArray difference = logits.get(NDArrayIndex.interval(IMAGES, 2 * IMAGES))
                        .sub(logits.get(NDArrayIndex.interval(0, IMAGES)));
                return difference.mul(difference).meanNumber().doubleValue();
            }

            double features(INDArray clean) {
                double sum = 0;
                int n = 0;
                for (int row = IMAGES; row < pooled.size(0); row++) {
                    for (int f = 0; f < pooled.size(1); f++) {
                        double difference = pooled.getDouble(row, f) - clean.getDouble(row % IMAGES, f);
                        sum += difference * difference;
                        n++;
                    }
                }
                return n == 0 ? 0 : sum / n;
            }

            double reconstruction() {
                double[] out = denoised.dup('c').data().asDouble();
                double[] in = pixels.dup('c').data().asDouble();
                int clean = in.length / (int) pixels.size(0) * IMAGES;
                double sum = 0;
                for (int i = 0; i < out.length; i++) {
                    double difference = out[i] - in[i % clean];
                    sum += difference * difference;
                }
                return sum / out.length;
            }
        }
    }
}
