package org.robustdx.trainer.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;

/**
 * The model and its detectors in a graph, from pixels on; each variable goes by the name of its component.
 *
 * @param logits {@code [N,K]}, corrected where the model has a correction
 * @param denoised {@code [N,C,H,W]}
 * @param logitsOfDenoised {@code [N,K]}, corrected alike
 * @param scores {@code [N,S]}, in the order of the detectors
 */
record DefendedOutputs(SDVariable logits, SDVariable denoised, SDVariable logitsOfDenoised, SDVariable scores) {

    /** Adds them to a graph; {@code pixels} is {@code [N,C,H,W]} in [0,1], and there is at least one detector. */
    static DefendedOutputs of(Layers layers, Network model, SDVariable pixels, List<? extends Detector> detectors) {
        if (detectors.isEmpty()) {
            throw new IllegalArgumentException("detectors: none (expected: at least 1)");
        }
        SameDiff sd = layers.sd();
        Network.Outputs outputs = model.forward(layers, pixels, true);
        Network.Logits logits = model.corrected(sd, outputs.logits(), "logits");
        SDVariable denoised = outputs.denoised().rename("denoised");
        Network.Outputs second = model.forward(layers, denoised, true);
        Network.Logits again = model.corrected(sd, second.logits(), "logitsOfDenoised");
        List<SDVariable> stages = stages(layers, outputs, model.spec().imageSize());
        Map<String, SDVariable> known = new LinkedHashMap<>();
        List<SDVariable> scores = new ArrayList<>();
        for (Detector detector : detectors) {
            Detector.Readings readings = new Detector.Readings(
                    pixels,
                    logits.raw(),
                    outputs.pooled(),
                    denoised,
                    again.raw(),
                    second.pooled(),
                    known,
                    stages,
                    outputs.repair());
            SDVariable score = detector.score(sd, readings);
            known.put(detector.id(), score);
            scores.add(score);
        }
        SDVariable all = scores.size() == 1
                ? scores.get(0).rename("scores")
                : sd.concat("scores", 1, scores.toArray(SDVariable[]::new));
        return new DefendedOutputs(logits.answered(), denoised, again.answered(), all);
    }

    /** Returns each stage averaged over 2×2 cells, {@code [N,4·C]}. The first has a quarter of the image's sides, each further one half of those. */
    static List<SDVariable> stages(Layers layers, Network.Outputs outputs, int imageSize) {
        List<SDVariable> cells = new ArrayList<>();
        int side = imageSize / 4;
        for (Stage stage : outputs.stages()) {
            SDVariable cell = layers.leave(layers.cells(stage.images(), side, 2));
            cells.add(layers.sd().reshape(cell, -1, 4L * stage.channels()));
            side = (side + 1) / 2;
        }
        return cells;
    }
}
