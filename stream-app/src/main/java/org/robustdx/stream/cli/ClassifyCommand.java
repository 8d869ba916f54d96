package org.robustdx.stream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.classify.Classifier;
import org.robustdx.stream.classify.EarlierResults;
import org.robustdx.stream.classify.ImageSources;
import org.robustdx.stream.classify.NamedImage;
import org.robustdx.stream.classify.ResultLines;
import org.robustdx.stream.classify.ResultTable;
import org.robustdx.stream.classify.Results;
import org.robustdx.stream.classify.Shard;
import org.robustdx.stream.config.EngineThreads;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.dlq.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code classify}: diagnoses files and objects without Kafka. */
@Command(
        name = "classify",
        description = {
            "Example: ./robustdx classify --model models/chest-xray.onnx images/ --json results.jsonl",
            "",
            "Diagnoses files, the files of folders, and the objects of an object store, as the app would, without Kafka. A file"
                    + " that is not a readable image is listed with the reason; the others continue.",
            "",
            "Many images: --progress instead of the table, --resume to continue an interrupted run, --shard to share the"
                    + " images among several runs."
        })
final class ClassifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The ONNX model.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Image files, folders of image files, and objects: s3://BUCKET[/PREFIX]. Credentials:"
                    + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the default AWS chain.")
    private List<String> paths = List.of();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "File for the results, one JSON object per line: file, label, probabilities, verdict,"
                    + " p_values, scores, model_sha256; or file, refused, message.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--resume",
            description = "Continue an interrupted run: keep the results in the file of --json, skip their images, and"
                    + " append the others. Needs the same model and the same paths.")
    private boolean resume;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Take only part I of N parts of the images (1 <= I <= N). The name of an image below its folder"
                            + " decides its part (default: all images).")
    private Optional<String> shard = Optional.empty();

    @Option(
            names = "--progress",
            description = "Show the progress instead of a table with a row for each image. Needs --json.")
    private boolean progress;

    @Mixin
    private ObjectStoreAccess objectStore = new ObjectStoreAccess();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.apply();
        if (json.isEmpty() && (resume || progress)) {
            throw UserException.badInput("json: none (expected: a file, with --resume and --progress)");
        }
        json.ifPresent(JsonFile::checkWritable);
        Shard part = shard.map(Shard::parse).orElse(Shard.ALL);
        TaskPolicies policies = modelOptions.policies(Map.of());
        EngineThreads engine = engineOptions.threads(modelOptions.device());
        try (ImageSources sources = ImageSources.open(paths, objectStore::settings);
                ServedModel served = StreamApp.open(model, modelOptions.device(), engine.intraOp())) {
            Set<String> done = resume
                    ? EarlierResults.take(json.orElseThrow(), served.identity().sha256())
                    : Set.of();
            List<NamedImage> mine = sources.images().stream()
                    .filter(image -> part.has(image.key()))
                    .toList();
            List<NamedImage> open =
                    mine.stream().filter(image -> !done.contains(image.file())).toList();
            if (resume) {
                tell("resume: %d of %d images have a result".formatted(mine.size() - open.size(), mine.size()));
            }
            boolean fetching = paths.stream().anyMatch(path -> path.startsWith("s3://"));
            PipelineOptions pipeline =
                    batchOptions.batching(fetching, engine.workers()).pipeline();
            try (Classifier classifier = new Classifier(served, policies, pipeline)) {
                run(classifier, open);
            }
        }
        return 0;
    }

    private void run(Classifier classifier, List<NamedImage> images) throws IOException, InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        if (json.isEmpty()) {
            classifier.classify(images, new ResultTable(out));
            return;
        }
        StandardOpenOption mode = resume ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(
                json.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode))) {
            Results lines = new ResultLines(file);
            if (!progress) {
                classifier.classify(images, new ResultTable(out).and(lines));
                return;
            }
            try (Progress shown = Progress.of("classify", images.size(), out)) {
                classifier.classify(images, lines.and(new Steps(shown)));
            }
        }
    }

    private void tell(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /** Counts each result as a step. */
    private record Steps(Progress progress) implements Results {
        @Override
        public void diagnosed(String file, Outcome.Diagnosed diagnosis) {
            progress.step();
        }

        @Override
        public void refused(String file, Refusal refusal) {
            progress.step();
        }
    }
}
