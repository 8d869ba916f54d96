package org.robustdx.trainer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a trained model. */
final class ModelOption {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|DIR",
            description = "An exported ONNX file, or a folder that train or adopt wrote.")
    private Path model;

    /** Returns the file or the folder. */
    Path path() {
        return model;
    }
}
