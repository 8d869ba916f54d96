package org.robustdx.lab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.lab.bench.ClassifyBench;
import org.robustdx.lab.bench.ClassifyBenchSettings;
import org.robustdx.lab.bench.StubTimes;
import org.robustdx.stream.cli.BatchOptions;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.EngineOptions;
import org.robustdx.stream.cli.JsonFile;
import org.robustdx.stream.cli.ModelOptions;
import org.robustdx.stream.config.EngineThreads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench classify}: measures {@code classify} against decoding and engine. */
@Command(
        name = "classify",
        description = {
            "Example: ./robustdx bench classify --engine stub --stub-call-ms 2 --stub-image-ms 0.03",
            "",
            "Measures how fast classify works through many images, compared with its bound: decoding alone, the engine alone, and"
                    + " the processors' time that both need. All are measured in turn, several times."
        })
final class BenchClassifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    private enum Engine {
        MODEL,
        STUB
    }

    @Option(
            names = "--engine",
            paramLabel = "stub|model",
            defaultValue = "model",
            description = "Engine: a model, or a stub with fixed times (default: ${DEFAULT-VALUE}).")
    private Engine engine = Engine.MODEL;

    @Option(
            names = "--stub-call-ms",
            paramLabel = "MS",
            defaultValue = "10",
            description = "Time of the stub for each batch (default: ${DEFAULT-VALUE}).")
    private double stubCallMillis;

    @Option(
            names = "--stub-image-ms",
            paramLabel = "MS",
            defaultValue = "0.5",
            description = "Time of the stub for each image of a batch (default: ${DEFAULT-VALUE}).")
    private double stubImageMillis;

    @Option(names = "--model", paramLabel = "FILE", description = "The ONNX model (default: the bundled one).")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of images (default: the bundled clean images).")
    private Optional<Path> images = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Duration of each measurement in seconds (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Rounds after the warm-up; the medians count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the results as JSON.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        json.ifPresent(JsonFile::checkWritable);
        EngineThreads engineThreads = engineOptions.threads(modelOptions.device());
        ClassifyBenchSettings settings = new ClassifyBenchSettings(
                engine == Engine.STUB
                        ? Optional.empty()
                        : Optional.of(model.orElseGet(() -> Bundled.file("model", "models/phantom.onnx"))),
                StubTimes.ofMillis(stubCallMillis, stubImageMillis),
                modelOptions.device(),
                engineThreads.intraOp(),
                batchOptions.batching(false, engineThreads.workers()).pipeline(),
                images.orElseGet(() -> Bundled.file("images", "demo/images/clean")),
                Duration.ofSeconds(seconds),
                rounds);
        PrintWriter out = command.commandLine().getOut();
        String text = new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(new ClassifyBench(settings, out).run());
        if (json.isPresent()) {
            JsonFile.write(json.get(), text);
        }
        out.println(text);
        out.flush();
        return 0;
    }
}
