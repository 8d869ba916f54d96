package org.robustdx.stream.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.kafka.UserException;

/** Opens model files and reports failures in one line. */
final class ModelOpener {
    private ModelOpener() {}

    /**
     * Returns the opened model.
     *
     * @throws UserException if the file is not a model that meets the contract, or the device is unavailable
     */
    static OnnxModel open(Path file, OnnxModel.Options options) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw UserException.badInput("model: %s (expected: an ONNX file that can be read)".formatted(file));
        }
        try {
            return OnnxModel.open(file, options);
        } catch (InvalidModelException e) {
            throw UserException.badInput("model: %s: %s".formatted(file, e.getMessage()));
        } catch (DeviceUnavailableException e) {
            throw UserException.failed("device: " + e.getMessage());
        }
    }
}
