package org.robustdx.trainer.adopt;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.importer.ImportedTensors;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Parameters;

/** Another team's classifier between its preprocessing and logits, beside a denoiser: what is exported as an adopted model. */
final class AdoptedNetwork implements Network {
    private static final String FEATURES = "features";
    private static final String STAGE = "stage";

    /** A probability that counts as none. */
    private static final double TINY = 1e-9;

    private final ImportedGraph graph;
    private final ClassifierFormat format;
    private final Preprocessing preprocessing;
    private final Reformer reformer;
    private final String architecture;
    private final @Nullable Head head;
    private final Parameters parameters = new Parameters(0);

    /**
     * A linear layer on the features, in place of the classifier's own last layer.
     *
     * @param weights {@code [features, classes]}
     */
    record Head(INDArray weights) {
        int classes() {
            return weights.columns();
        }
    }

    private record Shape(int imageSize, int channels, int classes) implements Signature {}

    AdoptedNetwork(
            ImportedGraph graph,
            ClassifierFormat format,
            Preprocessing preprocessing,
            Reformer reformer,
            String architecture,
            @Nullable Head head) {
        this.graph = graph;
        this.format = format;
        this.preprocessing = preprocessing;
        this.reformer = reformer;
        this.architecture = architecture;
        this.head = head;
    }

    @Override
    public Signature spec() {
        return new Shape(format.side(), format.channels(), head == null ? format.classes() : head.classes());
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public String architecture() {
        return architecture;
    }

    /** Returns which tensors of the exported file hold features and stages. */
    ImportedNetwork.Places places() {
        List<String> stages = new ArrayList<>();
        for (int i = 0; i < format.stages().size(); i++) {
            stages.add(STAGE + (i + 1));
        }
        return new ImportedNetwork.Places(architecture, FEATURES, stages);
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        try {
            return add(layers, pixels);
        } catch (ImportException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds the network to a graph, as {@link #forward}.
     *
     * @throws ImportException if the classifier has an operator that is not supported
     */
    Outputs add(Layers layers, SDVariable pixels) throws ImportException {
        SDVariable x = preprocessing.add(layers, pixels);
        SDVariable input = format.channelsLast() ? layers.sd().permute(x, 0, 2, 3, 1) : x;
        List<String> wanted = new ArrayList<>(List.of(format.logits(), format.features()));
        wanted.addAll(format.stages());
        ImportedTensors tensors = graph.addTo(layers, Map.of(format.input(), input), wanted);
        ImportedTensors.Result last = tensors.get(format.features());
        SDVariable features = named(layers, FEATURES, DenoisingCnn.unitScale(layers, last.plain()));
        List<Stage> stages = new ArrayList<>();
        for (String name : format.stages()) {
            ImportedTensors.Result stage = tensors.get(name);
            SDVariable images = named(layers, STAGE + (stages.size() + 1), stage.inside());
            stages.add(new Stage(images, (int) stage.dims()[1]));
        }
        SDVariable denoised = reformer.add(layers, pixels, format.channels());
        SDVariable logits = head == null
                ? logits(layers, tensors.get(format.logits()).plain())
                : logits(layers, last.plain(), head);
        return new Outputs(logits, features, (int) last.dims()[1], denoised, stages);
    }

    /** A graph holds the network twice, the second time for the denoised image: the file's names are those of the first. */
    private static SDVariable named(Layers layers, String name, SDVariable variable) {
        return layers.sd().hasVariable(name) ? variable : variable.rename(name);
    }

    private static SDVariable logits(Layers layers, SDVariable features, Head head) {
        INDArray bias = Nd4j.zeros(layers.parameters().type(), 1, head.classes());
        return features.mmul(layers.sd().constant(head.weights()))
                .add(layers.sd().constant(bias));
    }

    private SDVariable logits(Layers layers, SDVariable scores) {
        SDVariable logits = format.kind() == ClassifierFormat.Kind.PROBABILITIES
                ? layers.sd().math().log(scores.add(TINY))
                : scores;
        if (format.columns() > 1) {
            return logits;
        }
        // The softmax of -z/2 and z/2 is the sigmoid of z.
        double[][] halves = {{-0.5, 0.5}};
        return logits.mmul(layers.sd()
                .constant(
                        Nd4j.createFromArray(halves).castTo(layers.parameters().type())));
    }
}
