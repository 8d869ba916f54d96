package org.robustdx.trainer.modelfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.trainer.harden.HardenedSpec;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedNetwork;

/**
 * The file that a training run starts from.
 *
 * @param network its network, to be trained
 * @param task of the file
 * @param classes of the file, in the order of the logits
 * @param fit how the file wants images fitted
 * @param splitSeed by which its data was split, where that is known
 */
public record ParentModel(HardenedSpec network, String task, List<String> classes, Fit fit, OptionalLong splitSeed) {
    public ParentModel {
        classes = List.copyOf(classes);
    }

    /**
     * Opens a file, or the one in a folder that {@code adopt} wrote.
     *
     * @param decoderStage stage off which the decoder branches, counted from 1
     * @param decoderAt tensor off which it branches instead, or null
     * @throws InvalidModelException if the file is no adopted model, or has no such stage or tensor
     */
    public static ParentModel open(Path path, int decoderStage, @Nullable String decoderAt)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        Path file = Files.isDirectory(path) ? path.resolve(SavedModel.ONNX) : path;
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such model (expected: a file or folder that adopt wrote)");
        }
        try (OnnxModel model = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0))) {
            ModelMetadata metadata = model.metadata();
            @Nullable String json = metadata.properties().get(ImportedNetwork.KEY);
            if (json == null) {
                throw new InvalidModelException(file + ": metadata " + ImportedNetwork.KEY
                        + " is missing (expected: a file that adopt wrote, or that was trained from one)");
            }
            byte[] content = Files.readAllBytes(file);
            String name = String.valueOf(file.getFileName());
            ImportedNetwork.Places places = ImportedNetwork.Places.of(json);
            int classes = metadata.classes().size();
            HardenedSpec network = decoderAt == null
                    ? HardenedSpec.at(
                            decoderStage, content, name, places, metadata.height(), metadata.channels(), classes)
                    : HardenedSpec.at(
                            decoderAt, content, name, places, metadata.height(), metadata.channels(), classes);
            return new ParentModel(
                    network,
                    metadata.properties().getOrDefault("task", ""),
                    metadata.classes(),
                    metadata.fit(),
                    JudgedModel.splitSeed(metadata));
        } catch (ImportException e) {
            throw new InvalidModelException(file + ": " + e.getMessage(), e);
        }
    }
}
