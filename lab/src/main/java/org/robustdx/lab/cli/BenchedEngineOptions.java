package org.robustdx.lab.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.lab.bench.StubTimes;
import org.robustdx.stream.cli.BatchOptions;
import org.robustdx.stream.cli.EngineOptions;
import org.robustdx.stream.cli.ModelOptions;
import org.robustdx.stream.config.EngineThreads;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the engine that a benchmark measures, its threads and batches, and the images that it gets. */
final class BenchedEngineOptions {
    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    private enum Engine {
        MODEL,
        STUB
    }

    @Option(
            names = "--engine",
            paramLabel = "model|stub",
            defaultValue = "model",
            description = "The model, or a stub for a GPU that takes a fixed time per batch and per image"
                    + " (default: ${DEFAULT-VALUE}).")
    private Engine engine = Engine.MODEL;

    @Option(
            names = "--stub-call-ms",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Time of the stub per batch, in milliseconds (default: ${DEFAULT-VALUE}).")
    private double stubCallMillis;

    @Option(
            names = "--stub-image-ms",
            paramLabel = "MS",
            defaultValue = "0.5",
            description = "Time of the stub per image, in milliseconds (default: ${DEFAULT-VALUE}).")
    private double stubImageMillis;

    @Option(names = "--model", paramLabel = "FILE", description = "The ONNX model (default: the bundled one).")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of images (default: the bundled ones).")
    private Optional<Path> images = Optional.empty();

    /** Returns the model file; empty for the stub. */
    Optional<Path> model() {
        return engine == Engine.STUB
                ? Optional.empty()
                : Optional.of(model.orElseGet(() -> Bundled.file("model", "models/phantom.onnx")));
    }

    /** Returns the times of the stub. */
    StubTimes stubTimes() {
        return StubTimes.ofMillis(stubCallMillis, stubImageMillis);
    }

    /** Returns the options of the model's device and alarms. */
    ModelOptions modelOptions() {
        return modelOptions;
    }

    /** Returns the numbers of threads that run the engine. */
    EngineThreads threads() {
        return engineOptions.threads(modelOptions.device());
    }

    /** Returns the settings of decoding and batches. */
    PipelineOptions pipeline() {
        return batchOptions.batching(false, threads().workers()).pipeline();
    }

    /** Returns the folder of images. */
    Path images() {
        return images.orElseGet(() -> Bundled.file("images", "demo/images/clean"));
    }
}
