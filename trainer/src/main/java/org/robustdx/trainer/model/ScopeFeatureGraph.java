package org.robustdx.trainer.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;
import org.robustdx.trainer.scope.ScopeDetector;
import org.robustdx.trainer.scope.ScopeDetectors;

/** Computes what scope detectors look at, to fit them. */
public final class ScopeFeatureGraph {
    private final GraphRunner runner;
    private final Map<ScopeDetectors, String> names = new LinkedHashMap<>();

    /** Builds the graph over the model's live parameters. */
    public ScopeFeatureGraph(Network model, List<ScopeDetectors> detectors) {
        Signature spec = model.spec();
        int side = spec.imageSize();
        SameDiff sd = Layers.newGraph();
        SDVariable image = sd.placeHolder("image", DataType.UINT8, -1, side, side, spec.channels());
        SDVariable pixels = sd.permute(image.castTo(DataType.FLOAT), 0, 3, 1, 2).div(255);
        Layers layers = new Layers(sd, model.parameters(), Layout.NCHW);
        Network.Outputs outputs = model.forward(layers, pixels, true);
        // Scope detectors look at the first pass alone.
        Detector.Readings readings = new Detector.Readings(
                pixels,
                outputs.logits(),
                outputs.pooled(),
                outputs.denoised(),
                outputs.logits(),
                outputs.pooled(),
                Map.of(),
                DefendedOutputs.stages(layers, outputs, side));
        for (ScopeDetectors detector : detectors) {
            SDVariable features = ScopeDetector.features(sd, readings, detector, side, spec.channels());
            names.put(detector, features.name());
        }
        runner = GraphRunner.ofOutputs(sd, names.values().stream().distinct().toList());
    }

    /**
     * Computes the features.
     *
     * @param image uint8 {@code [N,H,W,C]}
     * @return {@code [N][F]} by detector
     */
    public Map<ScopeDetectors, double[][]> run(INDArray image) {
        Map<String, INDArray> outputs = runner.run(Map.of("image", image)).outputs();
        Map<ScopeDetectors, double[][]> features = new LinkedHashMap<>();
        names.forEach((detector, name) ->
                features.put(detector, Results.get(outputs, name).toDoubleMatrix()));
        return features;
    }
}
