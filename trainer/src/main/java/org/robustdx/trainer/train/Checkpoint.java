package org.robustdx.trainer.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.trainer.harden.HardenedSpec;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.nn.Results;

/**
 * Everything that training needs to continue, in one zip file: {@code state.json} and NumPy arrays ({@code parameters/NAME.npy} and so on), so that
 * any tool can read them. The checkpoint of another team's network also holds the file that training started from, {@code classifier.onnx}.
 *
 * @param state progress of the run
 * @param parameters current parameters, which the optimizer updates
 * @param average of the parameters over the run so far
 * @param best average of the best epoch
 * @param firstMoments of the optimizer
 * @param secondMoments of the optimizer
 * @param provenance data and classes that the run began with
 * @param publication how the trained model is published
 */
public record Checkpoint(
        TrainingState state,
        Map<String, INDArray> parameters,
        Map<String, INDArray> average,
        Map<String, INDArray> best,
        Map<String, INDArray> firstMoments,
        Map<String, INDArray> secondMoments,
        Provenance provenance,
        PublishOptions publication) {
    /** Entry of the file that training started from. */
    private static final String CLASSIFIER = "classifier.onnx";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** The content of {@code state.json}: the progress, and the options as a flat map of settings. */
    private record Head(
            JsonNode spec, ObjectNode settings, Progress progress, Provenance provenance, PublishOptions publication) {
        static Head of(Checkpoint checkpoint) {
            TrainingState state = checkpoint.state();
            return new Head(
                    state.spec() instanceof HardenedSpec hardened
                            ? JSON.valueToTree(hardened.origin())
                            : JSON.valueToTree(state.spec()),
                    TrainSettings.write(state.options()),
                    new Progress(state.epoch(), state.steps(), state.bestEpoch(), state.bestScore(), state.finished()),
                    checkpoint.provenance(),
                    checkpoint.publication());
        }

        TrainingState state(byte[] classifier) throws JsonProcessingException, ImportException {
            Blueprint blueprint = classifier.length == 0
                    ? JSON.treeToValue(spec, ModelSpec.class)
                    : HardenedSpec.restored(classifier, JSON.treeToValue(spec, HardenedSpec.Origin.class));
            return new TrainingState(
                    blueprint,
                    TrainSettings.read(settings),
                    progress.epoch(),
                    progress.steps(),
                    progress.bestEpoch(),
                    progress.bestScore(),
                    progress.finished());
        }
    }

    /** How far the run has come. */
    private record Progress(int epoch, int steps, int bestEpoch, double bestScore, boolean finished) {}

    /** Returns the same checkpoint with other publish options. */
    public Checkpoint withPublication(PublishOptions options) {
        return new Checkpoint(state, parameters, average, best, firstMoments, secondMoments, provenance, options);
    }

    /** Replaces the file atomically. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry("state.json"));
            zip.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(Head.of(this)));
            if (state.spec() instanceof HardenedSpec hardened) {
                zip.putNextEntry(new ZipEntry(CLASSIFIER));
                zip.write(hardened.file());
            }
            writeArrays(zip, "parameters", parameters);
            writeArrays(zip, "average", average);
            writeArrays(zip, "best", best);
            writeArrays(zip, "moment1", firstMoments);
            writeArrays(zip, "moment2", secondMoments);
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IOException if the file is missing or is not a checkpoint; the message is one line
     */
    public static Checkpoint read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such checkpoint");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("state.json");
            if (entry == null) {
                throw new NoCheckpointException("it has no state.json");
            }
            Head head = JSON.treeToValue(current(JSON.readTree(content(zip, entry))), Head.class);
            if (head == null) {
                throw new NoCheckpointException("its state.json is empty");
            }
            ZipEntry classifier = zip.getEntry(CLASSIFIER);
            Checkpoint checkpoint = new Checkpoint(
                    head.state(classifier == null ? new byte[0] : content(zip, classifier)),
                    readArrays(zip, "parameters"),
                    readArrays(zip, "average"),
                    readArrays(zip, "best"),
                    readArrays(zip, "moment1"),
                    readArrays(zip, "moment2"),
                    head.provenance(),
                    head.publication());
            checkpoint.requireWholeness();
            return checkpoint;
        } catch (ImportException e) {
            throw new IOException(file + ": not a checkpoint (its " + CLASSIFIER + ": " + e.getMessage() + ")", e);
        } catch (NoCheckpointException e) {
            throw new IOException(file + ": not a checkpoint (" + e.getMessage() + ")", e);
        } catch (JacksonException e) {
            throw new IOException(file + ": not a checkpoint (its state.json is of another kind)", e);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            // JDK 17's zip reader answers some damage with the last of these.
            throw new IOException(file + ": not a checkpoint (no zip file, or damaged)", e);
        }
    }

    /** Returns the content of {@code state.json} in the current format. The previous version stored the options in the state. */
    private static JsonNode current(JsonNode json) {
        if (json instanceof ObjectNode head
                && head.remove("state") instanceof ObjectNode state
                && state.remove("options") instanceof ObjectNode options) {
            head.set("spec", state.remove("spec"));
            head.set("settings", TrainSettings.ofFormerVersion(options));
            head.set("progress", state);
            head.set("publication", JSON.valueToTree(TrainSettings.publicationOfFormerVersion(options)));
        }
        if (json.get("spec") instanceof ObjectNode spec && !spec.has("places")) {
            ModelSpec.complete(spec);
        }
        if (json.get("settings") instanceof ObjectNode settings) {
            TrainSettings.complete(settings);
        }
        if (json.get("publication") instanceof ObjectNode publication) {
            PublishOptions.complete(publication);
        }
        return json;
    }

    /** The file can be read but is not a checkpoint. The message states the reason. */
    private static final class NoCheckpointException extends IOException {
        private static final long serialVersionUID = 1;

        NoCheckpointException(String message) {
            super(message);
        }
    }

    /** Requires all parameters. The graph would initialise a missing one at random. */
    private void requireWholeness() throws NoCheckpointException {
        if (parameters.isEmpty()) {
            throw new NoCheckpointException("it has no parameters");
        }
        for (Map<String, INDArray> arrays : List.of(average, best, firstMoments, secondMoments)) {
            if (!arrays.keySet().equals(parameters.keySet())) {
                throw new NoCheckpointException("arrays are missing");
            }
            for (Map.Entry<String, INDArray> entry : arrays.entrySet()) {
                if (!Arrays.equals(
                        entry.getValue().shape(),
                        Results.get(parameters, entry.getKey()).shape())) {
                    throw new NoCheckpointException("shapes of " + entry.getKey() + " differ");
                }
            }
        }
    }

    private static void writeArrays(ZipOutputStream zip, String folder, Map<String, INDArray> arrays)
            throws IOException {
        for (Map.Entry<String, INDArray> entry : arrays.entrySet()) {
            zip.putNextEntry(new ZipEntry(folder + "/" + entry.getKey() + ".npy"));
            zip.write(Nd4j.toNpyByteArray(entry.getValue().dup('c')));
        }
    }

    private static Map<String, INDArray> readArrays(ZipFile zip, String folder) throws IOException {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        String prefix = folder + "/";
        var entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.startsWith(prefix) && name.endsWith(".npy")) {
                String key = name.substring(prefix.length(), name.length() - ".npy".length());
                try {
                    arrays.put(key, NumpyFile.parse(content(zip, entry)));
                } catch (NumpyFile.FormatException e) {
                    throw new NoCheckpointException(name + ": " + e.getMessage());
                }
            }
        }
        return arrays;
    }

    /** Reads an entry and verifies its checksum, which the JDK does not do. */
    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        CRC32 checksum = new CRC32();
        checksum.update(content);
        if (checksum.getValue() != entry.getCrc()) {
            throw new NoCheckpointException(entry.getName() + " is damaged");
        }
        return content;
    }
}
