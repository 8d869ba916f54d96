package org.robustdx.trainer.harden;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.importer.ImportedTensors;
import org.robustdx.trainer.model.Decoder;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.StopGradient;

/** An imported classifier with a decoder off one of its stages, as in our own networks. Its weights begin as those of the file. */
public final class HardenedNetwork implements Network {
    private final HardenedSpec spec;
    private final Parameters parameters;

    HardenedNetwork(HardenedSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
    }

    @Override
    public Signature spec() {
        return spec;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public String architecture() {
        return spec.origin().places().architecture();
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        try {
            return add(layers, pixels, decoderTeachesEncoder);
        } catch (ImportException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds the network to a graph, as {@link #forward}.
     *
     * @throws ImportException if the classifier has an operator that is not supported
     */
    Outputs add(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) throws ImportException {
        HardenedSpec.Origin origin = spec.origin();
        ImportedNetwork.Places from = origin.places();
        ImportedNetwork.Places to = spec.exported();
        List<String> wanted = new ArrayList<>(List.of(spec.logits(), from.features(), origin.decoderAt()));
        wanted.addAll(from.stages());
        ImportedTensors tensors = spec.graph().addTo(layers, Map.of("pixels", pixels), wanted);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < from.stages().size(); i++) {
            ImportedTensors.Result stage = tensors.get(from.stages().get(i));
            stages.add(new Stage(named(layers, to.stages().get(i), stage.inside()), (int) stage.dims()[1]));
        }
        ImportedTensors.Result features = tensors.get(from.features());
        ImportedTensors.Result encoded = tensors.get(origin.decoderAt());
        SDVariable code = encoded.inside();
        SDVariable denoised = Decoder.forward(
                layers,
                decoderTeachesEncoder ? code : StopGradient.of(code),
                (int) encoded.dims()[1],
                origin.decoderStage(),
                origin.channels());
        return new Outputs(
                tensors.get(spec.logits()).plain(),
                named(layers, to.features(), features.plain()),
                (int) features.dims()[1],
                denoised,
                stages);
    }

    /** A graph holds the network twice, the second time for the denoised image: the file's names are those of the first. */
    private static SDVariable named(Layers layers, String name, SDVariable variable) {
        return layers.sd().hasVariable(name) ? variable : variable.rename(name);
    }
}
