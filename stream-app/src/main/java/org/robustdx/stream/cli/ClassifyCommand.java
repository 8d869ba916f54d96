package org.robustdx.stream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.classify.Classifier;
import org.robustdx.stream.classify.ImageFiles;
import org.robustdx.stream.classify.ResultLines;
import org.robustdx.stream.classify.ResultTable;
import org.robustdx.stream.classify.Results;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ServedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code classify}: diagnoses files without Kafka. */
@Command(
        name = "classify",
        description = {
            "Example: ./robustdx classify --model models/chest-xray.onnx images/ --json results.jsonl",
            "",
            "Diagnoses files, and the files of folders, as the app would, without Kafka. A file that is not a readable image is"
                    + " listed with the reason; the others continue."
        })
final class ClassifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The ONNX model.")
    private Path model = Path.of("");

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Image files and folders of image files.")
    private List<Path> paths = List.of();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "File for the results, one JSON object per line: file, label, probabilities, verdict,"
                    + " p_values, scores; or file, refused, message.")
    private Optional<Path> json = Optional.empty();

    @Mixin
    private IntraOpOption intraOp = new IntraOpOption();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        json.ifPresent(JsonFile::checkWritable);
        List<Path> files = ImageFiles.of(paths);
        TaskPolicies policies = modelOptions.policies(Map.of());
        PrintWriter out = command.commandLine().getOut();
        try (ServedModel served = StreamApp.open(model, modelOptions.device(), intraOp.get());
                Classifier classifier = new Classifier(
                        served, policies, batchOptions.batching(false).pipeline())) {
            Results table = new ResultTable(out);
            if (json.isEmpty()) {
                classifier.classify(files, table);
                return 0;
            }
            try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(json.get(), StandardCharsets.UTF_8))) {
                classifier.classify(files, table.and(new ResultLines(lines)));
                if (lines.checkError()) {
                    throw UserException.failed("json: %s cannot be written".formatted(json.get()));
                }
            }
        }
        return 0;
    }
}
