package org.robustdx.lab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.bench.AppSettings;
import org.robustdx.lab.bench.BenchSettings;
import org.robustdx.lab.bench.ServeBench;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.GuaranteeOption;
import org.robustdx.stream.cli.JsonFile;
import org.robustdx.stream.cli.ThreadsOption;
import org.robustdx.stream.config.Batching;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench serve}: measures the app's speed against its ceiling. */
@Command(
        name = "serve",
        description = {
            "Example: ./robustdx bench serve --engine stub --partitions 4",
            "",
            "Measures the app's throughput, with the broker and the load generator in processes of their own. Compares it"
                    + " with decoding and engine alone and with an app without batches. Also measures the cold start, the"
                    + " latencies at half load and, with --curve, over the load.",
            "",
            "A measurement begins when the rates of three successive windows of 2 s differ by at most 5 %%."
        })
final class BenchServeCommand implements Callable<Integer> {
    private static final int MAIN_PARTITIONS = 4;
    private static final String PLOT = "latency.png";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private BenchedEngineOptions engine = new BenchedEngineOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private GuaranteeOption guarantee = new GuaranteeOption();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,16",
            description = "Numbers of partitions to measure with. The naive app, two instances and latencies are"
                    + " measured with 4, or with the last number if 4 is not in the list (default: ${DEFAULT-VALUE}).")
    private List<Integer> partitions = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Duration of each measurement in seconds (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "30",
            description = "Longest warm-up of each measurement in seconds (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--curve",
            paramLabel = "PATH",
            description = "Measure latencies from 10 to 90 %% of the ceiling too, and draw them to this PNG file, or to"
                    + " latency.png in this folder.")
    private Optional<Path> curve = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "File for the results as JSON.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        BrokerLog.quiet();
        json.ifPresent(JsonFile::checkWritable);
        PrintWriter out = command.commandLine().getOut();
        AppSettings app = new AppSettings(
                engine.model(),
                engine.stubTimes(),
                engine.modelOptions().device(),
                threads.get(),
                engine.threads().intraOp(),
                guarantee.get(),
                engine.modelOptions().policies(Map.of()).common().map(VerdictPolicy::falseAlarmRate),
                engine.pipeline(),
                Batching.DEFAULT_IMAGE_BYTES);
        BenchSettings settings = new BenchSettings(
                app,
                engine.images(),
                partitions,
                partitions.contains(MAIN_PARTITIONS) ? MAIN_PARTITIONS : partitions.get(partitions.size() - 1),
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds),
                curve.map(BenchServeCommand::plotFile));
        Map<String, Object> results = new ServeBench(settings, out).run();
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results);
        if (json.isPresent()) {
            JsonFile.write(json.get(), text);
        }
        out.println(text);
        out.flush();
        return 0;
    }

    private static Path plotFile(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(PLOT) : path;
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null
                || !Files.isDirectory(folder)
                || !Files.isWritable(folder)
                || !file.toString().endsWith(".png")) {
            throw UserException.badInput(
                    "curve: %s (expected: a folder, or a PNG file that can be written)".formatted(path));
        }
        return file;
    }
}
