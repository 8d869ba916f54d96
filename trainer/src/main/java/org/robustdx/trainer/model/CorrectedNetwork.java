package org.robustdx.trainer.model;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Parameters;

/**
 * A network with a correction of its logits, over the same weights. Whatever reads features or raw logits, such as detectors, reads what it read before.
 *
 * @param network without this correction; its own correction, if it has one, does not count
 * @param fitted the correction
 */
public record CorrectedNetwork(Network network, LogitCorrection fitted) implements Network {
    /**
     * Checks the number of classes.
     *
     * @throws IllegalArgumentException if the correction has not one shift per class
     */
    public CorrectedNetwork {
        int classes = network.spec().classes();
        if (fitted.shift().size() != classes) {
            throw new IllegalArgumentException("correction of %d logits (expected: %d, one per class)"
                    .formatted(fitted.shift().size(), classes));
        }
    }

    @Override
    public Signature spec() {
        return network.spec();
    }

    @Override
    public Parameters parameters() {
        return network.parameters();
    }

    @Override
    public String architecture() {
        return network.architecture();
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        return network.forward(layers, pixels, decoderTeachesEncoder);
    }

    @Override
    public Optional<LogitCorrection> correction() {
        return Optional.of(fitted);
    }
}
