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
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.JsonFile;
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
    private BenchedEngineOptions engine = new BenchedEngineOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

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
        ClassifyBenchSettings settings = new ClassifyBenchSettings(
                engine.model(),
                engine.stubTimes(),
                engine.modelOptions().device(),
                engine.threads().intraOp(),
                engine.pipeline(),
                engine.images(),
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
