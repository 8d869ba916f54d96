package org.robustdx.trainer.train;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.nn.StopGradient;
import org.robustdx.trainer.plan.GraphRunner;
import org.robustdx.trainer.plan.OperationTime;

/** The graph of one training step: loss of a batch, and its gradient by every parameter. */
public final class TrainingGraph {
    private static final List<String> LOSSES = List.of("loss", "crossEntropy", "featureLoss", "reconstructionLoss");

    private final SameDiff sd = Layers.newGraph();
    private final GraphRunner runner;
    private final Parameters gradients;

    /**
     * The parts of a batch's loss, each a mean over the batch, before weighting but for {@code total}.
     *
     * @param total what is minimised
     * @param crossEntropy in nats, class-weighted
     * @param features mean squared difference of the noisy copies' features from the clean ones'; 0 without copies
     * @param reconstruction mean squared error of the decoder, pixels in [0,1]
     */
    public record Losses(double total, double crossEntropy, double features, double reconstruction) {}

    /**
     * A batch's losses and gradients.
     *
     * @param gradients of {@code losses.total()}; the next step writes over them
     */
    public record Step(Losses losses, Parameters gradients) {}

    /** Builds the graph of the model's loss. */
    public TrainingGraph(DenoisingCnn model, Objective objective) {
        ModelSpec spec = model.spec();
        int groups = 1 + objective.copies();
        int side = spec.imageSize();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), side, side);
        SDVariable targets = sd.placeHolder("targets", type, -1, spec.classes());
        Layers layers = new Layers(sd, model.parameters(), Layout.NHWC);
        DenoisingCnn.Outputs outputs = model.forward(layers, pixels, objective.decoderTeachesEncoder());

        SDVariable likelihood = layers.logSoftmax(outputs.logits()).mul(targets);
        SDVariable crossEntropy = sd.math().neg(likelihood.sum(1).mean()).rename("crossEntropy");

        SDVariable images = sd.reshape(pixels, groups, -1, spec.channels(), side, side);
        SDVariable denoised = sd.reshape(outputs.denoised(), groups, -1, spec.channels(), side, side);
        SDVariable clean = images.get(SDIndex.interval(0, 1));
        SDVariable reconstruction = sd.math().square(denoised.sub(clean)).mean().rename("reconstructionLoss");

        SDVariable features = objective.copies() == 0
                ? sd.constant("featureLoss", Nd4j.scalar(type, 0))
                : featureLoss(outputs, groups).rename("featureLoss");
        SDVariable total = crossEntropy
                .add(features.mul(objective.featureWeight()))
                .add(reconstruction.mul(objective.reconstructionWeight()))
                .rename("loss");
        sd.setLossVariables(total.name());
        sd.createGradFunction();
        gradients = model.parameters().zerosLike();
        runner = GraphRunner.ofGradients(sd, LOSSES, gradients.arrays());
    }

    private SDVariable featureLoss(DenoisingCnn.Outputs outputs, int groups) {
        SDVariable pooled = sd.reshape(outputs.pooled(), groups, -1, outputs.pooledSize());
        SDVariable ofClean = StopGradient.of(pooled.get(SDIndex.interval(0, 1)));
        SDVariable ofNoisy = pooled.get(SDIndex.interval(1, groups));
        return sd.math().square(ofNoisy.sub(ofClean)).mean();
    }

    /**
     * Runs forward and backward once.
     *
     * @param pixels {@code [(1+k)·n,C,H,W]}: n clean images, then their first noisy copies in the same order, and so on
     * @param targets {@code [(1+k)·n,K]}: label distributions, times the class weight
     */
    public Step step(INDArray pixels, INDArray targets) {
        return step(runner.run(placeholders(pixels, targets)));
    }

    /** Like the other, and says how long each operation takes. */
    public Step step(INDArray pixels, INDArray targets, Consumer<OperationTime> times) {
        return step(runner.run(placeholders(pixels, targets), times));
    }

    private static Map<String, INDArray> placeholders(INDArray pixels, INDArray targets) {
        return Map.of("pixels", pixels, "targets", targets);
    }

    private Step step(GraphRunner.Result result) {
        Map<String, INDArray> outputs = result.outputs();
        Losses losses = new Losses(
                Results.get(outputs, "loss").getDouble(0),
                Results.get(outputs, "crossEntropy").getDouble(0),
                Results.get(outputs, "featureLoss").getDouble(0),
                Results.get(outputs, "reconstructionLoss").getDouble(0));
        return new Step(losses, gradients);
    }
}
