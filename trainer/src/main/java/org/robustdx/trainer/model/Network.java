package org.robustdx.trainer.model;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Parameters;

/** A classifier with an image decoder, which can be added to any graph: our own denoising CNN, or another team's network that was adopted. */
public interface Network {
    /** Returns what it takes and gives. */
    Signature spec();

    /** Returns its weights, shared by all graphs made of it. */
    Parameters parameters();

    /** Returns the name of its architecture, for reports. */
    String architecture();

    /**
     * Adds the network to a graph.
     *
     * @param layers the graph, over {@link #parameters}
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param decoderTeachesEncoder whether the gradient of what is made of {@code denoised} reaches the lower stages
     */
    Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder);

    /** Returns the correction of the logits, fitted after training; empty for a network as it was trained. */
    default Optional<LogitCorrection> correction() {
        return Optional.empty();
    }

    /**
     * The logits of a network.
     *
     * @param raw {@code [N,K]}, as it was trained; detectors use these, so that the correction does not change their scores
     * @param answered {@code [N,K]}, corrected, with which the model answers
     */
    record Logits(SDVariable raw, SDVariable answered) {}

    /**
     * Adds the correction of the logits to a graph.
     *
     * @param raw of {@link #forward}
     * @param name of the logits that the model answers with; the names of the intermediate results begin with it
     */
    default Logits corrected(SameDiff sd, SDVariable raw, String name) {
        if (correction().isEmpty()) {
            SDVariable same = raw.rename(name);
            return new Logits(same, same);
        }
        LogitCorrection correction = correction().get();
        SDVariable named = raw.rename(name + ".raw");
        INDArray shift = Nd4j.createFromArray(
                        correction.shift().stream().mapToDouble(x -> x).toArray())
                .castTo(parameters().type());
        SDVariable scaled = named.mul(name + ".scaled", 1 / correction.temperature());
        return new Logits(named, scaled.add(name, sd.constant(name + ".shift", shift)));
    }

    /**
     * What a network computes for a batch of images.
     *
     * @param logits {@code [N,K]}, without the correction
     * @param pooled {@code [N,pooledSize]} high-level features, each vector of mean square 1
     * @param pooledSize how many high-level features there are
     * @param denoised {@code [N,C,H,W]} in [0,1]
     * @param stages features of increasing depth: the first of a quarter of the image's sides, each further one of half the sides of the one before
     * @param repair what the front did, in a network with a front
     */
    record Outputs(
            SDVariable logits,
            SDVariable pooled,
            int pooledSize,
            SDVariable denoised,
            List<Stage> stages,
            Optional<Detector.Repair> repair) {
        public Outputs {
            stages = List.copyOf(stages);
        }

        /** Creates the outputs of a network without a front. */
        public Outputs(SDVariable logits, SDVariable pooled, int pooledSize, SDVariable denoised, List<Stage> stages) {
            this(logits, pooled, pooledSize, denoised, stages, Optional.empty());
        }
    }
}
