package org.robustdx.trainer.adopt;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.harden.HardenedSpec;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Build;

/**
 * Another team's classifier as a backbone, for example one that was trained on ImageNet: its last layer is replaced by a new one for other classes, and
 * all weights are trained. It gets images under the preprocessing that most classifiers of such images expect.
 */
public final class NewHead {
    private final String name;
    private final ImportedGraph graph;
    private final ClassifierFormat format;

    /** Keeps features and stages in the exported file, from which training starts; training replaces denoiser and detectors. */
    private static final class Kept implements Detector {
        @Override
        public String id() {
            return "kept";
        }

        @Override
        public SDVariable score(SameDiff sd, Readings readings) {
            SDVariable sum = readings.features().mean(true, 1);
            for (SDVariable stage : readings.stages()) {
                sum = sum.add(stage.mean(true, 1));
            }
            return sum;
        }
    }

    private NewHead(String name, ImportedGraph graph, ClassifierFormat format) {
        this.name = name;
        this.graph = graph;
        this.format = format;
    }

    /**
     * Reads a classifier.
     *
     * @param file an ONNX file
     * @param name for the network
     * @throws InvalidModelException if it is no classifier of square images whose last layer can be told; the message is one line
     */
    public static NewHead open(byte[] file, String name) throws InvalidModelException {
        try {
            ImportedGraph graph = ImportedGraph.read(file);
            ClassifierFormat format = ClassifierFormat.of(graph);
            if (format.features().equals(format.logits())) {
                throw new InvalidModelException("output " + format.output()
                        + ": by another operator than a product of matrices (expected: Gemm or MatMul as the last"
                        + " layer, which is replaced)");
            }
            return new NewHead(name, graph, format);
        } catch (ImportException | InvalidModelException e) {
            throw new InvalidModelException(name + ": " + e.getMessage(), e);
        }
    }

    /** Returns the side of its images. */
    public int side() {
        return format.side();
    }

    /** Returns the channels of its images. */
    public int channels() {
        return format.channels();
    }

    /**
     * Returns the network with random weights in the new layer, to be trained.
     *
     * @param decoderStage stage off which the decoder branches, counted from 1
     * @throws InvalidModelException if the classifier cannot be imported, or has no such stage
     */
    public HardenedSpec network(int classes, int decoderStage, long seed) throws InvalidModelException {
        try {
            Preprocessing preprocessing = Preprocessing.usual(channels()).get(0);
            AdoptedNetwork.Head head = head((int) graph.dims(format.features())[1], classes, seed);
            AdoptedNetwork network = new AdoptedNetwork(graph, format, preprocessing, new Reformer(1), name, head);
            ServedGraph served = new ServedGraph(network, List.of(new Kept()));
            byte[] file = OnnxExporter.export(served, Build.version(), Map.of()).toByteArray();
            return HardenedSpec.at(decoderStage, file, name, network.places(), side(), channels(), classes);
        } catch (ImportException e) {
            throw new InvalidModelException(name + ": " + e.getMessage(), e);
        }
    }

    /** Returns weights uniform in ±1/√F, where F is the number of features, as PyTorch begins. */
    private static AdoptedNetwork.Head head(int features, int classes, long seed) {
        Random random = new Random(seed);
        double bound = 1 / Math.sqrt(features);
        float[] weights = new float[features * classes];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        INDArray matrix = Nd4j.createFromArray(weights).reshape(features, classes);
        return new AdoptedNetwork.Head(matrix);
    }
}
