package org.robustdx.trainer.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.NativeMemory;
import org.robustdx.trainer.nn.Results;

/** The classifier as attacks and evaluations see it: logits of pixels, and gradients by the pixels. */
public final class ClassifierGraph implements Classifier {
    private final SameDiff sd = SameDiff.create();
    private final NativeMemory memory = new NativeMemory();
    private final ModelSpec spec;

    /** Builds the graph over the model's live parameters. */
    public ClassifierGraph(DenoisingCnn model) {
        spec = model.spec();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), spec.imageSize(), spec.imageSize());
        SDVariable targets = sd.placeHolder("targets", type, -1, spec.classes());
        SDVariable cotangents = sd.placeHolder("cotangents", type, -1, spec.classes());
        Layers layers = new Layers(sd, model.parameters());
        SDVariable logits = model.forward(layers, pixels, true).logits().rename("logits");
        SDVariable likelihood = layers.logSoftmax(logits).mul(targets).sum(1);
        SDVariable perImage = sd.math().neg(likelihood).rename("crossEntropies");
        // One graph for both gradients: the part that is not asked for has weights of 0.
        SDVariable weighted = logits.mul(cotangents).sum();
        sd.setLossVariables(perImage.sum().add(weighted).rename("objective").name());
        sd.createGradFunction("pixels");
    }

    @Override
    public int classes() {
        return spec.classes();
    }

    @Override
    public INDArray logits(INDArray pixels) {
        INDArray logits = sd.outputSingle(Map.of("pixels", pixels), "logits");
        memory.ran(pixels);
        return logits;
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        try (INDArray none = Nd4j.zerosLike(targets)) {
            return gradient(pixels, targets, none);
        }
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        try (INDArray none = Nd4j.zerosLike(cotangents)) {
            Gradient gradient = gradient(pixels, none, cotangents);
            gradient.losses().close();
            gradient.logits().close();
            return gradient.byPixels();
        }
    }

    private Gradient gradient(INDArray pixels, INDArray targets, INDArray cotangents) {
        if (pixels.size(0) == 1) {
            // ND4J's gradient of a broadcast division is wrong where the divisor has a single element: a batch of two
            // has not.
            Gradient twice = gradient(
                    Nd4j.concat(0, pixels, pixels),
                    Nd4j.concat(0, targets, targets),
                    Nd4j.concat(0, cotangents, cotangents));
            return new Gradient(first(twice.losses()), first(twice.logits()), first(twice.byPixels()));
        }
        OutAndGrad result = sd.calculateGradientsAndOutputs(
                Map.of("pixels", pixels, "targets", targets, "cotangents", cotangents),
                List.of("crossEntropies", "logits"),
                List.of("pixels"));
        memory.ran(pixels);
        return new Gradient(
                Results.get(result.getOutputs(), "crossEntropies"),
                Results.get(result.getOutputs(), "logits"),
                Results.get(result.getGradients(), "pixels"));
    }

    private static INDArray first(INDArray ofTwo) {
        return ofTwo.get(NDArrayIndex.interval(0, 1)).dup('c');
    }
}
