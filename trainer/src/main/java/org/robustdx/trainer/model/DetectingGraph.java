package org.robustdx.trainer.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.DetectingClassifier;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

/** The model as an attack sees it that knows the defences: classifier, decoder and detectors, with gradients by the pixels. */
public final class DetectingGraph implements DetectingClassifier {
    private final ClassifierGraph classifier;
    private final GraphRunner forward;
    private final GraphRunner gradient;
    private final List<Alarm> alarms;

    /**
     * Builds the graph over the model's live parameters.
     *
     * @param detectors at least one
     * @param alarms how each of them is judged, in their order
     */
    public DetectingGraph(Network model, List<? extends Detector> detectors, List<Alarm> alarms) {
        if (!detectors.stream()
                .map(Detector::id)
                .toList()
                .equals(alarms.stream().map(Alarm::detector).toList())) {
            throw new IllegalArgumentException("alarms: " + alarms + " (expected: one for each of "
                    + detectors.stream().map(Detector::id).toList() + ")");
        }
        this.alarms = List.copyOf(alarms);
        classifier = new ClassifierGraph(model);
        SameDiff sd = Layers.newGraph();
        Signature spec = model.spec();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), spec.imageSize(), spec.imageSize());
        SDVariable ofLogits = sd.placeHolder("weightsOfLogits", type, -1, spec.classes());
        SDVariable ofAgain = sd.placeHolder("weightsOfLogitsOfDenoised", type, -1, spec.classes());
        SDVariable ofScores = sd.placeHolder("weightsOfScores", type, -1, detectors.size());
        Layers layers = new Layers(sd, model.parameters(), Layout.NHWC);
        DefendedOutputs outputs = DefendedOutputs.of(layers, model, pixels, detectors);
        SDVariable objective = outputs.logits()
                .mul(ofLogits)
                .sum()
                .add(outputs.logitsOfDenoised().mul(ofAgain).sum())
                .add(outputs.scores().mul(ofScores).sum());
        sd.setLossVariables(objective.rename("objective").name());
        sd.createGradFunction("pixels");
        forward = GraphRunner.ofOutputs(sd, List.of("logits", "logitsOfDenoised", "scores"));
        gradient = GraphRunner.ofGradients(sd, List.of(), List.of("pixels"));
    }

    @Override
    public int classes() {
        return classifier.classes();
    }

    @Override
    public List<Alarm> alarms() {
        return alarms;
    }

    @Override
    public INDArray logits(INDArray pixels) {
        return classifier.logits(pixels);
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        return classifier.crossEntropyGradient(pixels, targets);
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        return classifier.logitsGradient(pixels, cotangents);
    }

    @Override
    public Readings readings(INDArray pixels) {
        Map<String, INDArray> results = forward.run(Map.of("pixels", pixels)).outputs();
        return new Readings(
                Results.get(results, "logits").dup(),
                Results.get(results, "logitsOfDenoised").dup(),
                Results.get(results, "scores").dup());
    }

    @Override
    public INDArray readingsGradient(INDArray pixels, Readings cotangents) {
        Map<String, INDArray> placeholders = Map.of(
                "pixels", pixels,
                "weightsOfLogits", cotangents.logits(),
                "weightsOfLogitsOfDenoised", cotangents.logitsOfDenoised(),
                "weightsOfScores", cotangents.scores());
        return Results.get(gradient.run(placeholders).gradients(), "pixels").dup();
    }
}
