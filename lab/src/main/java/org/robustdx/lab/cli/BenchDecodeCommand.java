package org.robustdx.lab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.decode.DecodeBench;
import org.robustdx.stream.cli.CommonOptions;
import org.robustdx.stream.cli.JsonFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench decode}: measures the decoders. */
@Command(
        name = "decode",
        description = {
            "Example: ./robustdx bench decode --vs-pillow",
            "",
            "Measures the processor time that decoding takes in each format: JPEG, PNG and DICOM, at sides of 224 and"
                    + " 1024 pixels."
        })
final class BenchDecodeCommand implements Callable<Integer> {
    private static final String SCRIPT = "lab/src/bench/pillow_decode.py";
    private static final String PICTURE = "demo/images/clean/atypical/phantom-000001.png";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The picture that is written in each format (default: a bundled one).")
    private Optional<Path> image = Optional.empty();

    @Option(
            names = "--vs-pillow",
            description = "Decode the same files with Pillow too, block by block in turn. Needs Python with Pillow.")
    private boolean vsPillow;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "python3",
            description = "The interpreter (default: ${DEFAULT-VALUE}).")
    private String python = "python3";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Blocks of about 0.1 s that are measured of each format (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the results as JSON.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException {
        common.apply();
        json.ifPresent(JsonFile::checkWritable);
        if (rounds < 1) {
            throw UserException.badInput("rounds: " + rounds + " (expected: > 0)");
        }
        PrintWriter out = command.commandLine().getOut();
        Optional<DecodeBench.PillowProcess> beside = vsPillow
                ? Optional.of(new DecodeBench.PillowProcess(python, Bundled.file("vs-pillow", SCRIPT)))
                : Optional.empty();
        Path picture = image.orElseGet(() -> Bundled.file("image", PICTURE));
        Map<String, Object> results;
        try {
            results = new DecodeBench(rounds, out).run(picture, beside);
        } catch (IOException e) {
            throw UserException.failed(String.valueOf(e.getMessage()));
        }
        if (json.isPresent()) {
            JsonFile.write(
                    json.get(),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
        }
        out.flush();
        return 0;
    }
}
