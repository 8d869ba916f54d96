package org.robustdx.trainer.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

/** The classifier as attacks and evaluations see it: logits of pixels, and gradients by the pixels. */
public final class ClassifierGraph implements Classifier {
    private final SameDiff sd = Layers.newGraph();
    private final GraphRunner forward;
    private final GraphRunner gradient;
    private final Signature spec;

    /** Builds the graph over the model's live parameters. */
    public ClassifierGraph(Network model) {
        spec = model.spec();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), spec.imageSize(), spec.imageSize());
        SDVariable targets = sd.placeHolder("targets", type, -1, spec.classes());
        SDVariable cotangents = sd.placeHolder("cotangents", type, -1, spec.classes());
        Layers layers = new Layers(sd, model.parameters(), Layout.NHWC);
        SDVariable logits = model.corrected(
                        sd, model.forward(layers, pixels, true).logits(), "logits")
                .answered();
        SDVariable likelihood = layers.logSoftmax(logits).mul(targets).sum(1);
        SDVariable perImage = sd.math().neg(likelihood).rename("crossEntropies");
        // One graph for both gradients: the part that is not asked for has weights of 0.
        SDVariable weighted = logits.mul(cotangents).sum();
        sd.setLossVariables(perImage.sum().add(weighted).rename("objective").name());
        sd.createGradFunction("pixels");
        forward = GraphRunner.ofOutputs(sd, List.of("logits"));
        gradient = GraphRunner.ofGradients(sd, List.of("crossEntropies", "logits"), List.of("pixels"));
    }

    @Override
    public int classes() {
        return spec.classes();
    }

    @Override
    public INDArray logits(INDArray pixels) {
        return Results.get(forward.run(Map.of("pixels", pixels)).outputs(), "logits")
                .dup();
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        try (INDArray none = Nd4j.zerosLike(targets)) {
            GraphRunner.Result result = gradient(pixels, targets, none);
            return new Gradient(
                    Results.get(result.outputs(), "crossEntropies").dup(),
                    Results.get(result.outputs(), "logits").dup(),
                    Results.get(result.gradients(), "pixels").dup());
        }
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        try (INDArray none = Nd4j.zerosLike(cotangents)) {
            return Results.get(gradient(pixels, none, cotangents).gradients(), "pixels")
                    .dup();
        }
    }

    private GraphRunner.Result gradient(INDArray pixels, INDArray targets, INDArray cotangents) {
        return gradient.run(Map.of("pixels", pixels, "targets", targets, "cotangents", cotangents));
    }
}
