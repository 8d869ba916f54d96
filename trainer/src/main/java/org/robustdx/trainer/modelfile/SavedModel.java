package org.robustdx.trainer.modelfile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.Provenance;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.TrainingState;

/**
 * A trained model in its folder, with the parameters of its best epoch.
 *
 * @param model the network
 * @param state of the training run that made it
 * @param provenance what it was trained on
 * @param publication how it is published
 */
public record SavedModel(Network model, TrainingState state, Provenance provenance, PublishOptions publication) {
    /** Name of the checkpoint in a model's folder. */
    public static final String CHECKPOINT = "checkpoint.zip";

    /** Name of the exported file in a model's folder. */
    public static final String ONNX = "model.onnx";

    /** Returns the model of a checkpoint's best epoch. */
    public static SavedModel of(Checkpoint checkpoint) {
        TrainOptions options = checkpoint.state().options();
        Parameters parameters = new Parameters(options.seed());
        parameters.restore(options.optimisation().weights().model(checkpoint.best()));
        Network model = checkpoint.state().spec().network(parameters);
        return new SavedModel(model, checkpoint.state(), checkpoint.provenance(), checkpoint.publication());
    }

    /**
     * Reads a model from its folder.
     *
     * @throws IOException if the folder has no readable checkpoint
     */
    public static SavedModel open(Path dir) throws IOException {
        return of(Checkpoint.read(dir.resolve(CHECKPOINT)));
    }

    /** Returns the same model with another network, such as one that corrects the logits of this one. */
    public SavedModel with(Network other) {
        return new SavedModel(other, state, provenance, publication);
    }

    /** Returns a newly built graph of the model as it is served with these detectors. */
    public ServedGraph servedGraph(List<? extends Detector> detectors) {
        return new ServedGraph(model, detectors);
    }
}
