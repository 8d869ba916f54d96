package org.robustdx.trainer.harden;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.inference.file.Sha256;
import org.robustdx.trainer.export.CorrectedLogits;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * The network of an adopted file, to be trained: its classifier with all weights, and the decoder of our own networks in place of its denoiser.
 *
 * <p>Batch normalisation stays as the file has it, with the moments of its authors' training: mostly folded into the convolutions, whose kernels and
 * biases are trained.
 */
public final class HardenedSpec implements Blueprint {
    private static final String FEATURES = "features";
    private static final String STAGE = "stage";

    private final byte[] file;
    private final Origin origin;
    private final ImportedGraph graph;
    private final String logits;

    /**
     * Where training starts from; in the checkpoint, beside the file itself.
     *
     * @param file name of the file
     * @param sha256 of the file, in hexadecimal
     * @param places of features and stages in the file
     * @param decoderAt tensor of the file off which the decoder branches
     * @param decoderStage stage whose resolution this tensor has, counted from 1: a quarter of the image's sides, an eighth and so on
     * @param imageSize side of the images
     * @param channels of the images
     * @param classes how many classes there are
     */
    public record Origin(
            String file,
            String sha256,
            ImportedNetwork.Places places,
            String decoderAt,
            int decoderStage,
            int imageSize,
            int channels,
            int classes) {}

    private HardenedSpec(byte[] file, Origin origin, ImportedGraph graph, String logits) {
        this.file = file;
        this.origin = origin;
        this.graph = graph;
        this.logits = logits;
    }

    /**
     * Returns the network of a file, with a decoder at one of its stages.
     *
     * @param file content of a file that {@code adopt} wrote, or that was trained from one
     * @param name of the file
     * @param places the file's entry {@code network}
     * @param stage from which the decoder branches off, counted from 1
     * @throws ImportException if the file cannot be imported, or has no such stage
     */
    public static HardenedSpec at(
            int stage,
            byte[] file,
            String name,
            ImportedNetwork.Places places,
            int imageSize,
            int channels,
            int classes)
            throws ImportException {
        int stages = places.stages().size();
        if (stage < 1 || stage > stages) {
            throw new ImportException("decoder-stage: " + stage + " (expected: 1 <= decoder-stage <= " + stages + ")");
        }
        return restored(
                file,
                new Origin(
                        name,
                        Sha256.hex(file),
                        places,
                        places.stages().get(stage - 1),
                        stage,
                        imageSize,
                        channels,
                        classes));
    }

    /**
     * Returns the network of a file, with a decoder at one of its tensors.
     *
     * @param tensor {@code [N,C,S,S]}, where S is a quarter of the image's sides, an eighth and so on
     * @throws ImportException if the file cannot be imported, or has no such tensor
     */
    public static HardenedSpec at(
            String tensor,
            byte[] file,
            String name,
            ImportedNetwork.Places places,
            int imageSize,
            int channels,
            int classes)
            throws ImportException {
        long[] dims = ImportedGraph.read(file).dims(tensor);
        int stage = 1;
        long side = imageSize / 4;
        while (dims.length == 4 && side > Math.max(1, dims[2])) {
            side = (side + 1) / 2;
            stage++;
        }
        if (dims.length != 4 || dims[2] != side || dims[3] != side) {
            throw new ImportException("decoder-at: " + tensor
                    + " (expected: a tensor [N,C,S,S] where S is a quarter of " + imageSize + ", an eighth and so on)");
        }
        return restored(file, new Origin(name, Sha256.hex(file), places, tensor, stage, imageSize, channels, classes));
    }

    /** Returns what a checkpoint holds. */
    public static HardenedSpec restored(byte[] file, Origin origin) throws ImportException {
        String logits;
        try {
            // The correction was fitted to the weights as they were, so training starts without it.
            logits = CorrectedLogits.of(file).isPresent() ? CorrectedLogits.RAW : "logits";
        } catch (IOException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
        HardenedSpec spec = new HardenedSpec(file, origin, ImportedGraph.read(file), logits);
        Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NCHW);
        int side = origin.imageSize();
        // What the graph does not support shows now, and no later call fails.
        spec.network(layers.parameters())
                .add(
                        layers,
                        layers.sd().placeHolder("pixels", DataType.FLOAT, -1, origin.channels(), side, side),
                        true);
        return spec;
    }

    /** Returns where training starts from. */
    public Origin origin() {
        return origin;
    }

    /** Returns the content of the file that training starts from. */
    public byte[] file() {
        return file.clone();
    }

    ImportedGraph graph() {
        return graph;
    }

    /** Returns the file's tensor of the logits, without a correction. */
    String logits() {
        return logits;
    }

    /** Returns the places of features and stages in files that are exported after training. */
    ImportedNetwork.Places exported() {
        List<String> stages = new ArrayList<>();
        for (int i = 1; i <= stages(); i++) {
            stages.add(STAGE + i);
        }
        return new ImportedNetwork.Places(origin.places().architecture(), FEATURES, stages);
    }

    @Override
    public HardenedNetwork network(Parameters parameters) {
        return new HardenedNetwork(this, parameters);
    }

    @Override
    public int stages() {
        return origin.places().stages().size();
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("from", origin.file());
        boolean atStage = origin.places().stages().contains(origin.decoderAt());
        settings.put(atStage ? "decoder-stage" : "decoder-at", atStage ? origin.decoderStage() : origin.decoderAt());
        return settings;
    }

    @Override
    public Map<String, String> entries() {
        try {
            return Map.of(ImportedNetwork.KEY, exported().toJson(), "parent_sha256", origin.sha256());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int imageSize() {
        return origin.imageSize();
    }

    @Override
    public int channels() {
        return origin.channels();
    }

    @Override
    public int classes() {
        return origin.classes();
    }
}
