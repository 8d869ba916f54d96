package org.robustdx.trainer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.nn.StopGradient;
import org.robustdx.trainer.plan.GraphRunner;
import org.robustdx.trainer.plan.OperationTime;

/** The graph of one training step: the loss of a batch, and its gradient with respect to every parameter. */
public final class TrainingGraph {
    private static final List<String> LOSSES =
            List.of("loss", "crossEntropy", "featureLoss", "reconstructionLoss", "penalty");

    private final SameDiff sd = Layers.newGraph();
    private final GraphRunner runner;
    private final Parameters gradients;
    private final List<String> watched;

    /**
     * The parts of a batch's loss. Each is a mean over the batch; all but {@code total} are before weighting.
     *
     * @param total the minimised loss
     * @param crossEntropy in nats, class-weighted
     * @param features mean squared difference between the features of the copies and those of the clean images; 0 without copies
     * @param reconstruction mean squared error of the decoder, pixels in [0,1]
     * @param penalty term that the defence adds; 0 if it adds none
     */
    public record Losses(double total, double crossEntropy, double features, double reconstruction, double penalty) {}

    /**
     * A batch's losses and gradients.
     *
     * @param gradients of {@code losses.total()}; the next step overwrites them
     * @param watched values of the watched variables; the next step overwrites them
     */
    public record Step(Losses losses, Parameters gradients, Map<String, INDArray> watched) {}

    /**
     * Builds the graph of the model's loss.
     *
     * @param shifts values that are added to the logits, only for the cross-entropy
     * @throws IllegalArgumentException if the objective names a stage that the model does not have
     */
    public TrainingGraph(Network model, Objective objective, StepLayout layout, Defence defence, double[] shifts) {
        this(model, objective, layout, defence, shifts, List.of());
    }

    /**
     * Builds the graph of the model's loss. Each step also returns the values of the watched variables.
     *
     * @param watched names of the watched variables
     */
    public TrainingGraph(
            Network model,
            Objective objective,
            StepLayout layout,
            Defence defence,
            double[] shifts,
            List<String> watched) {
        Signature spec = model.spec();
        int groups = layout.groups();
        int side = spec.imageSize();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), side, side);
        SDVariable clean = sd.placeHolder("clean", type, -1, spec.channels(), side, side);
        SDVariable targets = sd.placeHolder("targets", type, -1, spec.classes());
        Layers layers = new Layers(sd, model.parameters(), Layout.NHWC);
        Network.Outputs outputs = model.forward(layers, pixels, objective.decoderTeachesEncoder());
        objective.requireStages(outputs.stages().size());

        SDVariable likelihood = layers.logSoftmax(shifted(cooled(outputs.logits(), defence), shifts))
                .mul(targets);
        SDVariable crossEntropy = sd.math().neg(likelihood.sum(1).mean()).rename("crossEntropy");

        SDVariable denoised = sd.reshape(outputs.denoised(), groups, -1, spec.channels(), side, side);
        SDVariable original = sd.reshape(clean, 1, -1, spec.channels(), side, side);
        SDVariable reconstruction =
                sd.math().square(denoised.sub(original)).mean().rename("reconstructionLoss");

        boolean invariant = layout.clean() && groups > 1;
        SDVariable features = (invariant
                        ? featureLoss(layers, outputs, objective, groups)
                        : sd.constant(Nd4j.scalar(type, 0)))
                .rename("featureLoss");
        SDVariable penalty = (defence.penalises()
                        ? penalty(layers, outputs, spec.classes(), layout, defence)
                        : sd.constant(Nd4j.scalar(type, 0)))
                .rename("penalty");
        SDVariable total = crossEntropy
                .add(features.mul(objective.featureWeight()))
                .add(reconstruction.mul(objective.reconstructionWeight()))
                .add(penalty)
                .rename("loss");
        sd.setLossVariables(total.name());
        sd.createGradFunction();
        gradients = model.parameters().zerosLike();
        // What the graph does not read, such as moving averages, has no gradient.
        Map<String, INDArray> read = new LinkedHashMap<>(gradients.arrays());
        read.keySet().removeIf(name -> !sd.hasVariable(name));
        this.watched = List.copyOf(watched);
        List<String> reported = new ArrayList<>(LOSSES);
        reported.addAll(watched);
        runner = GraphRunner.ofGradients(sd, reported, read);
    }

    private static SDVariable cooled(SDVariable logits, Defence defence) {
        return defence.temperature() == 1 ? logits : logits.mul(1 / defence.temperature());
    }

    private SDVariable shifted(SDVariable logits, double[] shifts) {
        boolean any = Arrays.stream(shifts).anyMatch(shift -> shift != 0);
        return any ? logits.add(sd.constant(Nd4j.createFromArray(shifts).castTo(logits.dataType()))) : logits;
    }

    private SDVariable featureLoss(Layers layers, Network.Outputs outputs, Objective objective, int groups) {
        if (objective.featureStages().isEmpty()) {
            return difference(outputs.pooled(), outputs.pooledSize(), groups);
        }
        SDVariable sum = null;
        for (int number : objective.featureStages()) {
            Stage stage = outputs.stages().get(number - 1);
            SDVariable part = difference(DenoisingCnn.pooled(layers, stage), stage.channels(), groups);
            sum = sum == null ? part : sum.add(part);
        }
        return Objects.requireNonNull(sum).div(objective.featureStages().size());
    }

    /** Returns the mean squared difference of all other groups from the first, whose gradient is stopped. */
    private SDVariable difference(SDVariable pooled, int size, int groups) {
        SDVariable grouped = sd.reshape(pooled, groups, -1, size);
        SDVariable ofClean = StopGradient.of(grouped.get(SDIndex.interval(0, 1)));
        SDVariable ofOthers = grouped.get(SDIndex.interval(1, groups));
        return sd.math().square(ofOthers.sub(ofClean)).mean();
    }

    private SDVariable penalty(
            Layers layers, Network.Outputs outputs, int classes, StepLayout layout, Defence defence) {
        SDVariable logits = sd.reshape(outputs.logits(), layout.groups(), -1, classes);
        SDVariable features = sd.reshape(outputs.pooled(), layout.groups(), -1, outputs.pooledSize());
        Defence.View[] views = new Defence.View[2];
        for (int i = 0; i < views.length; i++) {
            int at = i == 0 ? 0 : layout.firstAdversarial();
            views[i] = new Defence.View(group(logits, at, classes), group(features, at, outputs.pooledSize()));
        }
        return defence.penalty(layers, views[0], views[1]);
    }

    private SDVariable group(SDVariable all, int group, int columns) {
        return sd.reshape(all.get(SDIndex.interval(group, group + 1)), -1, columns);
    }

    /** Runs forward and backward once. */
    public Step step(Examples examples) {
        return step(runner.run(placeholders(examples)));
    }

    /** Runs forward and backward once, and reports the time of each operation. */
    public Step step(Examples examples, Consumer<OperationTime> times) {
        return step(runner.run(placeholders(examples), times));
    }

    private static Map<String, INDArray> placeholders(Examples examples) {
        return Map.of("pixels", examples.pixels(), "clean", examples.clean(), "targets", examples.targets());
    }

    private Step step(GraphRunner.Result result) {
        Map<String, INDArray> outputs = result.outputs();
        Losses losses = new Losses(
                Results.get(outputs, "loss").getDouble(0),
                Results.get(outputs, "crossEntropy").getDouble(0),
                Results.get(outputs, "featureLoss").getDouble(0),
                Results.get(outputs, "reconstructionLoss").getDouble(0),
                Results.get(outputs, "penalty").getDouble(0));
        Map<String, INDArray> values = new LinkedHashMap<>();
        watched.forEach(name -> values.put(name, Results.get(outputs, name)));
        return new Step(losses, gradients, values);
    }
}
