package org.robustdx.trainer.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.robustdx.trainer.attack.DetectingClassifier;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.NativeMemory;
import org.robustdx.trainer.nn.Results;

/** The model as an attack sees it that knows the defences: classifier, decoder and detectors, with gradients by the pixels. */
public final class DetectingGraph implements DetectingClassifier {
    private final SameDiff sd = SameDiff.create();
    private final NativeMemory memory = new NativeMemory();
    private final ClassifierGraph classifier;
    private final List<Alarm> alarms;

    /**
     * Builds the graph over the model's live parameters.
     *
     * @param detectors at least one
     * @param alarms how each of them is judged, in their order
     */
    public DetectingGraph(DenoisingCnn model, List<? extends Detector> detectors, List<Alarm> alarms) {
        if (!detectors.stream()
                .map(Detector::id)
                .toList()
                .equals(alarms.stream().map(Alarm::detector).toList())) {
            throw new IllegalArgumentException("alarms: " + alarms + " (expected: one for each of "
                    + detectors.stream().map(Detector::id).toList() + ")");
        }
        this.alarms = List.copyOf(alarms);
        classifier = new ClassifierGraph(model);
        ModelSpec spec = model.spec();
        var type = model.parameters().type();
        SDVariable pixels = sd.placeHolder("pixels", type, -1, spec.channels(), spec.imageSize(), spec.imageSize());
        SDVariable ofLogits = sd.placeHolder("weightsOfLogits", type, -1, spec.classes());
        SDVariable ofAgain = sd.placeHolder("weightsOfLogitsOfDenoised", type, -1, spec.classes());
        SDVariable ofScores = sd.placeHolder("weightsOfScores", type, -1, detectors.size());
        DefendedOutputs outputs = DefendedOutputs.of(sd, model, pixels, detectors);
        SDVariable objective = outputs.logits()
                .mul(ofLogits)
                .sum()
                .add(outputs.logitsOfDenoised().mul(ofAgain).sum())
                .add(outputs.scores().mul(ofScores).sum());
        sd.setLossVariables(objective.rename("objective").name());
        sd.createGradFunction("pixels");
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
        Map<String, INDArray> results = sd.output(Map.of("pixels", pixels), "logits", "logitsOfDenoised", "scores");
        memory.ran(pixels);
        return new Readings(
                Results.get(results, "logits"),
                Results.get(results, "logitsOfDenoised"),
                Results.get(results, "scores"));
    }

    @Override
    public INDArray readingsGradient(INDArray pixels, Readings cotangents) {
        if (pixels.size(0) == 1) {
            // See ClassifierGraph: ND4J's gradient of a division by a single element is wrong.
            INDArray ofTwo = readingsGradient(
                    twice(pixels),
                    new Readings(
                            twice(cotangents.logits()),
                            twice(cotangents.logitsOfDenoised()),
                            twice(cotangents.scores())));
            return ofTwo.get(NDArrayIndex.interval(0, 1)).dup('c');
        }
        Map<String, INDArray> placeholders = Map.of(
                "pixels", pixels,
                "weightsOfLogits", cotangents.logits(),
                "weightsOfLogitsOfDenoised", cotangents.logitsOfDenoised(),
                "weightsOfScores", cotangents.scores());
        INDArray gradient = Results.get(sd.calculateGradients(placeholders, "pixels"), "pixels");
        memory.ran(pixels);
        return gradient;
    }

    private static INDArray twice(INDArray one) {
        return Nd4j.concat(0, one, one);
    }
}
