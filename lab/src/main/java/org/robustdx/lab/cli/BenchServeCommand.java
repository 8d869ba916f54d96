package org.robustdx.lab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.lab.bench.BenchSettings;
import org.robustdx.lab.bench.ServeBench;
import org.robustdx.stream.cli.BatchOptions;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.GuaranteeOption;
import org.robustdx.stream.cli.IntraOpOption;
import org.robustdx.stream.cli.JsonFile;
import org.robustdx.stream.cli.ModelOptions;
import org.robustdx.stream.cli.ThreadsOption;
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
            "Measures the app's throughput on a broker in this process. Compares it with decoding and engine alone and with an"
                    + " app without batches. Also measures latencies at half load."
        })
final class BenchServeCommand implements Callable<Integer> {
    private static final int MAIN_PARTITIONS = 4;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private GuaranteeOption guarantee = new GuaranteeOption();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Mixin
    private IntraOpOption intraOp = new IntraOpOption();

    @Mixin
    private CommonOptions common = new CommonOptions();

    private enum Engine {
        MODEL,
        STUB
    }

    @Option(
            names = "--engine",
            paramLabel = "model|stub",
            defaultValue = "model",
            description = "The model, or a stub for a GPU that takes 10 ms per batch and 0.5 ms per image"
                    + " (default: ${DEFAULT-VALUE}).")
    private Engine engine = Engine.MODEL;

    @Option(names = "--model", paramLabel = "FILE", description = "The ONNX model (default: the bundled one).")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of images (default: the bundled ones).")
    private Optional<Path> images = Optional.empty();

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

    @Option(names = "--json", paramLabel = "FILE", description = "File for the results as JSON.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        BrokerLog.quiet();
        json.ifPresent(JsonFile::checkWritable);
        PrintWriter out = command.commandLine().getOut();
        BenchSettings settings = new BenchSettings(
                engine == Engine.STUB
                        ? Optional.empty()
                        : Optional.of(model.orElseGet(() -> Bundled.file("model", "models/phantom.onnx"))),
                images.orElseGet(() -> Bundled.file("images", "demo/images/clean")),
                modelOptions.device(),
                threads.get(),
                intraOp.get(),
                guarantee.get(),
                modelOptions.policies(Map.of()),
                batchOptions.batching(false).pipeline(),
                partitions,
                partitions.contains(MAIN_PARTITIONS) ? MAIN_PARTITIONS : partitions.get(partitions.size() - 1),
                Duration.ofSeconds(seconds));
        Map<String, Object> results = new ServeBench(settings, out).run();
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results);
        if (json.isPresent()) {
            JsonFile.write(json.get(), text);
        }
        out.println(text);
        out.flush();
        return 0;
    }
}
