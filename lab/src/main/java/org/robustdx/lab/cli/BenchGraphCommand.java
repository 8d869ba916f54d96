package org.robustdx.lab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.lab.graph.GraphBench;
import org.robustdx.lab.graph.GraphSettings;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.JsonFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench graph}: measures the nodes of a model file. */
@Command(
        name = "graph",
        description = {
            "Example: ./robustdx bench graph --model models/chest-xray.onnx",
            "",
            "Measures what a model file costs on one CPU thread, compared with its classifier alone, and which nodes cost it:"
                    + " those of the first pass, the decoder, the second pass, the detectors or the scope."
        })
final class BenchGraphCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--model", paramLabel = "FILE", description = "The ONNX model (default: the bundled one).")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of images. They decide how many images the app would run twice (default: the bundled"
                    + " clean images).")
    private Optional<Path> images = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Images in each call of the model (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Blocks of about 0.1 s that are measured of the file and of its classifier, in turn"
                    + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the results as JSON, with every node.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException {
        common.apply();
        json.ifPresent(JsonFile::checkWritable);
        GraphSettings settings = new GraphSettings(
                model.orElseGet(() -> Bundled.file("model", "models/phantom.onnx")),
                images.orElseGet(() -> Bundled.file("images", "demo/images/clean")),
                batch,
                rounds);
        PrintWriter out = command.commandLine().getOut();
        Map<String, Object> results = new GraphBench(settings, out).run();
        if (json.isPresent()) {
            JsonFile.write(
                    json.get(),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
        }
        out.flush();
        return 0;
    }
}
