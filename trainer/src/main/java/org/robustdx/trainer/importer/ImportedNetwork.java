package org.robustdx.trainer.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.CorrectedLogits;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/** The network of a file that follows the contract, imported from its graph: from {@code pixels} to logits, denoised image and features. */
public final class ImportedNetwork implements Network {
    /** Key of {@code metadata_props}: {@link Places} as JSON. */
    public static final String KEY = "network";

    /** Tensor of a file with a front: the image that the classifier sees. */
    public static final String REPAIRED = "front.repaired";

    /** Tensor of a file with a front: the logits of the image as it came, without correction. */
    public static final String LOGITS_WITHOUT = "front.logits-without";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final ImportedGraph graph;
    private final Places places;
    private final Shape spec;
    private final Optional<LogitCorrection> correction;
    private final Parameters parameters;

    /**
     * Which tensors of a file hold what detectors look at.
     *
     * @param architecture name of the network
     * @param features tensor {@code [N,F]} of high-level features, each vector of mean square 1
     * @param stages tensors {@code [N,C,H,W]} of a quarter of the image's sides, an eighth and so on
     */
    public record Places(String architecture, String features, List<String> stages) {
        public Places {
            stages = List.copyOf(stages);
        }

        /**
         * Reads an entry of the metadata.
         *
         * @throws ImportException if it is not understood
         */
        public static Places of(String json) throws ImportException {
            try {
                return JSON.readValue(json, Places.class);
            } catch (JsonProcessingException e) {
                throw new ImportException(
                        "metadata " + KEY + ": not understood (expected: architecture, features and stages)", e);
            }
        }

        /** Returns these as an entry of the metadata. */
        public String toJson() throws JsonProcessingException {
            return JSON.writeValueAsString(this);
        }
    }

    private record Shape(int imageSize, int channels, int classes) implements Signature {}

    private ImportedNetwork(
            ImportedGraph graph, Places places, Shape spec, Optional<LogitCorrection> correction, DataType type) {
        this.graph = graph;
        this.places = places;
        this.spec = spec;
        this.correction = correction;
        this.parameters = new Parameters(0, type);
    }

    /**
     * Imports the network of a file.
     *
     * @param file content of a file that follows the contract
     * @param json the file's entry {@link #KEY}
     * @throws ImportException if its graph cannot be imported, or lacks a tensor that the entry names
     */
    public static ImportedNetwork of(byte[] file, String json, int imageSize, int channels, int classes)
            throws ImportException {
        return of(file, json, imageSize, channels, classes, DataType.FLOAT);
    }

    /** As {@link #of(byte[], String, int, int, int)}, with parameters of the given floating-point type. */
    static ImportedNetwork of(byte[] file, String json, int imageSize, int channels, int classes, DataType type)
            throws ImportException {
        Places places = Places.of(json);
        ImportedNetwork network = new ImportedNetwork(
                ImportedGraph.read(file),
                places,
                new Shape(imageSize, channels, classes),
                correction(file, classes),
                type);
        Layers layers = new Layers(Layers.newGraph(), network.parameters, Layout.NCHW);
        // What the graph does not support shows now, and no later call fails.
        network.add(layers, layers.sd().placeHolder("pixels", type, -1, channels, imageSize, imageSize));
        return network;
    }

    private static Optional<LogitCorrection> correction(byte[] file, int classes) throws ImportException {
        Optional<LogitCorrection> correction;
        try {
            correction = CorrectedLogits.of(file);
        } catch (IOException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
        int shifts = correction.map(c -> c.shift().size()).orElse(classes);
        if (shifts != classes) {
            throw new ImportException("correction of " + shifts + " logits (expected: " + classes + ", one per class)");
        }
        return correction;
    }

    @Override
    public Optional<LogitCorrection> correction() {
        return correction;
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
        return places.architecture();
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        try {
            return add(layers, pixels);
        } catch (ImportException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outputs add(Layers layers, SDVariable pixels) throws ImportException {
        String logits = correction.isPresent() ? CorrectedLogits.RAW : "logits";
        List<String> wanted = new ArrayList<>(List.of(logits, "denoised", places.features()));
        wanted.addAll(places.stages());
        List<String> ofFront = graph.tensors().stream()
                .filter(name -> name.equals(REPAIRED) || name.equals(LOGITS_WITHOUT))
                .toList();
        wanted.addAll(ofFront);
        ImportedTensors tensors = graph.addTo(layers, Map.of("pixels", pixels), wanted);
        List<Stage> stages = new ArrayList<>();
        for (String name : places.stages()) {
            ImportedTensors.Result stage = tensors.get(name);
            stages.add(new Stage(stage.inside(), (int) stage.dims()[1]));
        }
        ImportedTensors.Result features = tensors.get(places.features());
        return new Outputs(
                tensors.get(logits).plain(),
                features.plain(),
                (int) features.dims()[1],
                tensors.get("denoised").plain(),
                stages,
                ofFront.contains(REPAIRED) ? Optional.of(repair(tensors, ofFront)) : Optional.empty());
    }

    private static Detector.Repair repair(ImportedTensors tensors, List<String> ofFront) throws ImportException {
        return new Detector.Repair(
                tensors.get(REPAIRED).plain(),
                ofFront.contains(LOGITS_WITHOUT)
                        ? Optional.of(tensors.get(LOGITS_WITHOUT).plain())
                        : Optional.empty());
    }
}
