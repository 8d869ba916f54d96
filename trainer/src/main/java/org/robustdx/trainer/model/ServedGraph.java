package org.robustdx.trainer.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.plan.GraphRunner;

/**
 * The model as it is served: from bytes of an image to logits, probabilities, denoised image and detector scores. This graph is what
 * is exported.
 */
public final class ServedGraph {
    /** Names of the outputs, in their order in the exported file. */
    public static final List<String> OUTPUTS = List.of("logits", "probabilities", "denoised", "scores");

    private final SameDiff sd = Layers.newGraph();
    private final GraphRunner runner;
    private final Signature spec;
    private final List<String> detectors;

    /** Builds the graph over the model's live parameters; at least one detector. */
    public ServedGraph(Network model, List<? extends Detector> detectors) {
        spec = model.spec();
        this.detectors = detectors.stream().map(Detector::id).toList();
        SDVariable image =
                sd.placeHolder("image", DataType.UINT8, -1, spec.imageSize(), spec.imageSize(), spec.channels());
        SDVariable pixels =
                sd.permute(image.castTo(DataType.FLOAT), 0, 3, 1, 2).div(255).rename("pixels");
        Layers layers = new Layers(sd, model.parameters(), Layout.NCHW);
        DefendedOutputs outputs = DefendedOutputs.of(layers, model, pixels, detectors);
        sd.nn().softmax("probabilities", outputs.logits());
        List<String> wanted = new ArrayList<>(OUTPUTS);
        wanted.add("pixels");
        runner = GraphRunner.ofOutputs(sd, wanted);
    }

    /** Returns the SameDiff graph; its outputs are {@link #OUTPUTS}, its input is {@code image}. */
    public SameDiff sameDiff() {
        return sd;
    }

    /** Returns what the graph is of. */
    public Signature spec() {
        return spec;
    }

    /** Returns the detectors' names, in the order of the columns of {@code scores}. */
    public List<String> detectors() {
        return detectors;
    }

    /**
     * Computes the graph.
     *
     * @param image uint8 {@code [N,H,W,C]}
     * @return {@link #OUTPUTS} and {@code pixels}, by name; the next run writes over them
     */
    public Map<String, INDArray> run(INDArray image) {
        return runner.run(Map.of("image", image)).outputs();
    }
}
