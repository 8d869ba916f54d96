package org.robustdx.trainer.modelfile;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.CorrectedLogits;
import org.robustdx.trainer.export.OnnxImporter;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.CorrectedNetwork;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.nn.Parameters;

/**
 * A model to be judged: the exported file, which is what is judged, and its network, whose gradients attacks follow.
 *
 * @param file the exported file
 * @param served the same, open in the session that serves
 * @param network built from the checkpoint beside the file, or else from the file alone; of an adopted file, imported from its graph; with the file's
 *     correction of the logits
 * @param detectors those of the file, in its order
 * @param splitSeed by which its data was split, where that is known
 */
public record JudgedModel(
        Path file, OnnxModel served, Network network, List<Detector> detectors, OptionalLong splitSeed)
        implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public JudgedModel {
        detectors = List.copyOf(detectors);
    }

    /**
     * Opens an exported file, or the one in the folder of a training run.
     *
     * @throws IOException if there is none, or the folder's checkpoint cannot be read
     * @throws InvalidModelException if the file is not of this software, or does not say enough to build its network again
     */
    public static JudgedModel open(Path path) throws IOException, InvalidModelException, DeviceUnavailableException {
        boolean folder = Files.isDirectory(path);
        Path file = folder ? path.resolve(SavedModel.ONNX) : path;
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such model (expected: an ONNX file, or a folder that train wrote)");
        }
        boolean trained = folder && Files.exists(path.resolve(SavedModel.CHECKPOINT));
        OnnxModel served = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0));
        try {
            ModelMetadata metadata = served.metadata();
            List<Detector> detectors = ModelDetectors.of(metadata, file);
            boolean imported = metadata.properties().containsKey(ImportedNetwork.KEY);
            if (trained && !imported) {
                SavedModel saved = SavedModel.open(path);
                requireSameShape(saved.state().spec(), metadata, file);
                OptionalLong seed = OptionalLong.of(saved.provenance().splitSeed());
                return new JudgedModel(file, served, corrected(own(saved, file), file), detectors, seed);
            }
            Network network = imported ? imported(file, metadata) : corrected(rebuilt(file, metadata, detectors), file);
            return new JudgedModel(file, served, network, detectors, splitSeed(metadata));
        } catch (IOException | InvalidModelException | RuntimeException e) {
            served.close();
            throw e;
        }
    }

    /** Returns a newly built graph of the network as it is served. */
    public ServedGraph servedGraph() {
        return new ServedGraph(network, detectors);
    }

    /** Returns what the model is made of. */
    public Signature spec() {
        return network.spec();
    }

    /** Returns what the file says of itself. */
    public ModelMetadata metadata() {
        return served.metadata();
    }

    @Override
    public void close() {
        served.close();
    }

    private static DenoisingCnn own(SavedModel saved, Path file) throws InvalidModelException {
        if (saved.model() instanceof DenoisingCnn network) {
            return network;
        }
        throw new InvalidModelException(file + ": without the entry " + ImportedNetwork.KEY
                + " (expected: that entry, as the checkpoint is of a network that was adopted)");
    }

    private static Network imported(Path file, ModelMetadata metadata) throws IOException, InvalidModelException {
        try {
            return ImportedNetwork.of(
                    Files.readAllBytes(file),
                    String.valueOf(metadata.properties().get(ImportedNetwork.KEY)),
                    metadata.height(),
                    metadata.channels(),
                    metadata.classes().size());
        } catch (ImportException e) {
            throw new InvalidModelException(file + ": its network cannot be built again: " + e.getMessage(), e);
        }
    }

    private static DenoisingCnn rebuilt(Path file, ModelMetadata metadata, List<Detector> detectors)
            throws IOException, InvalidModelException {
        ModelSpec spec = spec(file, metadata);
        requireSameShape(spec, metadata, file);
        Parameters parameters = new Parameters(0);
        DenoisingCnn network = new DenoisingCnn(spec, parameters);
        // Building a graph makes the arrays that it needs; their values are then replaced in place.
        new ServedGraph(network, detectors);
        Map<String, long[]> wanted = new LinkedHashMap<>();
        parameters.arrays().forEach((name, array) -> wanted.put(name, array.shape()));
        try {
            parameters.restore(OnnxImporter.parameters(Files.readAllBytes(file), wanted));
        } catch (IOException e) {
            throw new InvalidModelException(file + ": its network cannot be built again: " + e.getMessage(), e);
        }
        return network;
    }

    private static Network corrected(DenoisingCnn network, Path file) throws IOException, InvalidModelException {
        Optional<LogitCorrection> correction = CorrectedLogits.of(Files.readAllBytes(file));
        if (correction.isEmpty()) {
            return network;
        }
        try {
            return new CorrectedNetwork(network, correction.get());
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException(file + ": " + e.getMessage(), e);
        }
    }

    private static ModelSpec spec(Path file, ModelMetadata metadata) throws InvalidModelException {
        @Nullable String json = metadata.properties().get(ModelSpec.KEY);
        if (json == null) {
            throw new InvalidModelException(file + ": metadata " + ModelSpec.KEY
                    + " is missing, as in files of older versions (expected: a file exported again by train --resume,"
                    + " or the folder with its checkpoint)");
        }
        try {
            if (JSON.readTree(json) instanceof ObjectNode node) {
                ModelSpec.complete(node);
                return JSON.treeToValue(node, ModelSpec.class);
            }
            throw new InvalidModelException(file + ": metadata " + ModelSpec.KEY + " is not understood: no object");
        } catch (JacksonException e) {
            throw new InvalidModelException(
                    file + ": metadata " + ModelSpec.KEY + " is not understood: " + e.getOriginalMessage());
        }
    }

    private static void requireSameShape(Signature spec, ModelMetadata metadata, Path file)
            throws InvalidModelException {
        if (spec.imageSize() != metadata.height()
                || spec.imageSize() != metadata.width()
                || spec.channels() != metadata.channels()
                || spec.classes() != metadata.classes().size()) {
            throw new InvalidModelException(file + ": of " + metadata.width() + "x" + metadata.height() + "x"
                    + metadata.channels() + " pixels and " + metadata.classes().size() + " classes (expected: "
                    + spec.imageSize() + "x" + spec.imageSize() + "x" + spec.channels() + " and " + spec.classes()
                    + ", as its network)");
        }
    }

    static OptionalLong splitSeed(ModelMetadata metadata) throws JacksonException {
        var seed = JSON.readTree(metadata.properties().getOrDefault("method", "{}"))
                .path("split_seed");
        return seed.canConvertToLong() && seed.isIntegralNumber()
                ? OptionalLong.of(seed.longValue())
                : OptionalLong.empty();
    }
}
