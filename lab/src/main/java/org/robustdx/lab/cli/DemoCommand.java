package org.robustdx.lab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.demo.Demo;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.JsonFile;
import org.robustdx.stream.cli.ModelOptions;
import org.robustdx.stream.cli.ThreadsOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: runs the whole system in one process. */
@Command(
        name = "demo",
        description = {
            "Example: ./robustdx demo",
            "",
            "Runs the whole system in one process: starts a broker, publishes images, and prints diagnoses and alerts."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--model", paramLabel = "FILE", description = "The ONNX model (default: the bundled one).")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of images; every file in it is published. A manifest.csv (file, attack, epsilon)"
                    + " states which images are attacked (default: the bundled images).")
    private Optional<Path> images = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "File for the summary as JSON.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description =
                    "Maximum time in seconds from the first image to the last outcome (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--max-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + SizeLimits.DEFAULT_MAX_IMAGE_BYTES,
            description = "Maximum size of an image in bytes (default: ${DEFAULT-VALUE}).")
    private int maxImageBytes;

    @Option(
            names = "--console",
            description = "Show the alerts on the triage console, in a browser on this machine, until Ctrl-C.")
    private boolean console;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description = "Port of --console; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        BrokerLog.quiet();
        if (timeout < 1) {
            throw new IllegalArgumentException("timeout: %d (expected: > 0)".formatted(timeout));
        }
        if (httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("http-port: %d (expected: 0 to 65535)".formatted(httpPort));
        }
        json.ifPresent(JsonFile::checkWritable);
        Demo.Settings settings = new Demo.Settings(
                model.orElseGet(() -> Bundled.file("model", "models/phantom.onnx")),
                images.orElseGet(() -> Bundled.file("images", "demo/images")),
                modelOptions.device(),
                threads.get(),
                modelOptions.policies(Map.of()),
                new SizeLimits(maxImageBytes),
                Duration.ofSeconds(timeout),
                console ? OptionalInt.of(httpPort) : OptionalInt.empty());
        Demo.Result result = new Demo(settings, command.commandLine().getOut()).run(this::write);
        result.failure().ifPresent(why -> {
            throw UserException.failed(why);
        });
        return 0;
    }

    private void write(Demo.Result result) {
        if (json.isPresent()) {
            try {
                JsonFile.write(json.get(), result.json());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
