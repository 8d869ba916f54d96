package org.robustdx.trainer.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * A front and the classifier behind it as one network. Logits, features, stages and denoised image are those of the
 * repaired image; beside them are the repaired image and the logits that the classifier has without the front.
 */
public final class FrontedNetwork implements Network {
    private static final String FEATURES = "features";
    private static final String STAGE = "stage";

    private final Network inner;
    private final Front front;
    private final Parameters parameters;
    private final int stages;

    /**
     * Creates the network. It copies the parameters of both parts.
     *
     * @param inner the classifier, without a front of its own
     * @param weights parameters of the front; empty for a front that is not trained
     */
    public FrontedNetwork(Network inner, Front front, Parameters weights) {
        this.inner = inner;
        this.front = front;
        this.parameters = new Parameters(0, inner.parameters().type());
        Signature spec = inner.spec();
        // The parameters of a network exist once a graph was made of it.
        Layers layers = new Layers(Layers.newGraph(), inner.parameters(), Layout.NCHW);
        Outputs outputs = inner.forward(
                layers,
                layers.sd()
                        .placeHolder(
                                "pixels", parameters.type(), -1, spec.channels(), spec.imageSize(), spec.imageSize()),
                true);
        if (outputs.repair().isPresent()) {
            throw new IllegalArgumentException("front: the model has one (expected: a model without a front)");
        }
        stages = outputs.stages().size();
        parameters.restore(inner.parameters().arrays());
        parameters.restore(weights.arrays());
    }

    @Override
    public Signature spec() {
        return inner.spec();
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public String architecture() {
        return front.name() + " + " + inner.architecture();
    }

    @Override
    public Optional<LogitCorrection> correction() {
        return inner.correction();
    }

    /** Returns which tensors of the exported file hold features and stages. */
    public ImportedNetwork.Places places() {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= stages; i++) {
            names.add(STAGE + i);
        }
        return new ImportedNetwork.Places(architecture(), FEATURES, names);
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        SDVariable repaired = named(layers, ImportedNetwork.REPAIRED, front.add(layers, inner, pixels));
        Outputs seen = inner.forward(layers, repaired, decoderTeachesEncoder);
        SDVariable features = named(layers, FEATURES, seen.pooled());
        List<Stage> named = new ArrayList<>();
        for (Stage stage : seen.stages()) {
            String name = STAGE + (named.size() + 1);
            named.add(new Stage(named(layers, name, stage.images()), stage.channels()));
        }
        SDVariable without = named(
                layers,
                ImportedNetwork.LOGITS_WITHOUT,
                inner.forward(layers, pixels, true).logits());
        return new Outputs(
                seen.logits(),
                features,
                seen.pooledSize(),
                seen.denoised(),
                named,
                Optional.of(new Detector.Repair(repaired, Optional.of(without))));
    }

    /** A graph holds the network twice, the second time for the denoised image: the names are those of the first. */
    private static SDVariable named(Layers layers, String name, SDVariable variable) {
        return layers.sd().hasVariable(name) ? variable : variable.rename(name);
    }
}
