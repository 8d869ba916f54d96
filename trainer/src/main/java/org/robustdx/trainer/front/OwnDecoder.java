package org.robustdx.trainer.front;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.FrontDetectors;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;

/**
 * The model's own decoder as reformer: the classifier sees the reconstruction. It is the second pass of the served model
 * as the only pass, and the baseline of the other fronts.
 */
record OwnDecoder() implements Front {
    @Override
    public String name() {
        return "decoder";
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        return behind.forward(layers, pixels, true).denoised();
    }

    @Override
    public List<Detector> detectors() {
        return List.of(FrontDetectors.FRONT_JSD_T10);
    }
}
