package org.robustdx.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.calibrate.DiagnosedScores;
import org.robustdx.stream.calibrate.DiagnosedScores.Fate;
import org.robustdx.stream.calibrate.RecalibratedFile;
import org.robustdx.stream.calibrate.TrimmedCalibration;
import org.robustdx.stream.calibrate.TrimmedCalibration.Alarm;
import org.robustdx.stream.watch.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code calibrate --from-diagnoses}: both alarms fitted to a source, without any image. */
@Command(
        name = "calibrate",
        description = {
            "Example: ./robustdx calibrate --from-diagnoses --model models/chest-xray.onnx --source ct-1 --since 7d"
                    + " --out ct-1.onnx",
            "",
            "Fits both alarms of a model to the images of one source, by the scores in the diagnoses that this model"
                    + " has made of them. The new file has the same graph and other thresholds. Decision threshold and"
                    + " probabilities stay the same, since diagnoses do not tell the true classes.",
            "",
            "Poisoning: the command leaves out the largest scores of each detector, the share --trim of them. An"
                    + " attacker who sent at most this share t of the images cannot change the share of other images that"
                    + " a detector flags beyond the range from the requested rate r to r + t/(1-t): 1.0 %% to 3.0 %% with"
                    + " r = 1 %% and t = 2 %%. Without an attacker it is about r + t.",
            "",
            "The command trusts that writers of the topic diagnoses are instances of the app, that at most the share t"
                    + " of the images with this source's name are an attacker's or of another kind, and that the others"
                    + " look like the images to come."
        })
final class CalibrateCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--from-diagnoses", required = true, description = "Take scores from the topic diagnoses.")
    @SuppressWarnings("UnusedVariable") // The launcher chooses this command by it.
    private boolean fromDiagnoses;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "The ONNX file that made the diagnoses.")
    private Path model = Path.of("");

    @Option(names = "--source", paramLabel = "NAME", required = true, description = "The source to calibrate to.")
    private String source = "";

    @Option(
            names = "--since",
            paramLabel = "AGE|TIME",
            required = true,
            description = "Age or time of the oldest diagnosis that counts, such as 7d, 12h or 2026-01-31T00:00:00Z.")
    private String since = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The new file.")
    private Path out = Path.of("");

    @Option(
            names = "--trim",
            paramLabel = "T",
            defaultValue = "" + TrimmedCalibration.DEFAULT_TRIM,
            description =
                    "Largest share of the images that an attacker may have sent (default: ${DEFAULT-VALUE}). With 0,"
                            + " the requested rate is met, and a few images with large scores are enough to silence the"
                            + " alarms.")
    private double trim;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary to this file as JSON.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException {
        common.apply();
        json.ifPresent(JsonFile::checkWritable);
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out)) {
            throw UserException.badInput("out: %s (expected: a file in a folder that exists)".formatted(out));
        }
        Instant from = Since.parse(since, Instant.now()).truncatedTo(ChronoUnit.SECONDS);
        byte[] content = content();
        try (OnnxModel former =
                OnnxModel.open(String.valueOf(model.getFileName()), content, new OnnxModel.Options(Device.CPU, 0))) {
            int fewest = TrimmedCalibration.fewestImages(former.metadata().calibration(), trim);
            DiagnosedScores scores = read(new DiagnosedScores.Query(
                    source, from, former.sha256(), former.metadata().detectors()));
            requireEnough(scores, fewest);
            TrimmedCalibration fitted =
                    TrimmedCalibration.of(former.metadata().calibration(), scores.byDetector(), trim);
            String sha256 = RecalibratedFile.write(
                    out, content, former, fitted, new RecalibratedFile.Origin(source, from.toString(), trim));
            print(scores, fitted, from, sha256);
            if (json.isPresent()) {
                JsonFile.write(
                        json.get(),
                        summary(scores, fitted, former.sha256(), sha256).toPrettyString());
            }
            return 0;
        } catch (InvalidModelException e) {
            throw UserException.badInput("model: " + e.getMessage());
        } catch (DeviceUnavailableException e) {
            throw UserException.failed(String.valueOf(e.getMessage()));
        }
    }

    private byte[] content() {
        try {
            return Files.readAllBytes(model);
        } catch (IOException e) {
            throw UserException.badInput("model: %s (expected: an ONNX file)".formatted(model));
        }
    }

    private DiagnosedScores read(DiagnosedScores.Query query) {
        DiagnosedScores scores = new DiagnosedScores(query);
        List<TopicPartition> partitions;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            topics.require(List.of(Topics.DIAGNOSES));
            partitions = topics.partitions(Topics.DIAGNOSES);
        }
        try (TopicReader reader = TopicReader.open(connection.kafka(), connection.sizes(), partitions, true);
                MessageFormat format = connection.format()) {
            reader.readToEnd(message -> {
                if (message.value() != null) {
                    try {
                        scores.add(format.decode(AvroSerdes.diagnosisCodec(), message.value()));
                    } catch (MalformedMessageException e) {
                        command.commandLine()
                                .getErr()
                                .println(Terminal.clean(
                                        "%s, partition %d, offset %d: %s"
                                                .formatted(
                                                        message.topic(),
                                                        message.partition(),
                                                        message.offset(),
                                                        e.getMessage()),
                                        200));
                    }
                }
                return scores.count(Fate.BEYOND_LIMIT) == 0;
            });
        }
        return scores;
    }

    private void requireEnough(DiagnosedScores scores, int fewest) {
        if (scores.count(Fate.BEYOND_LIMIT) > 0) {
            throw UserException.badInput("since: %s (expected: a time with at most %d images of source %s)"
                    .formatted(since, DiagnosedScores.MOST_IMAGES, source));
        }
        if (scores.images() < fewest) {
            throw UserException.badInput(
                    "images: %d of source %s by this model since %s (expected: at least %d, for these false-alarm rates and --trim %s)%s"
                            .formatted(
                                    scores.images(),
                                    source,
                                    since,
                                    fewest,
                                    trim,
                                    scores.count(Fate.OTHER_MODEL) == 0
                                            ? ""
                                            : "; %d diagnoses are by other models"
                                                    .formatted(scores.count(Fate.OTHER_MODEL))));
        }
    }

    private void print(DiagnosedScores scores, TrimmedCalibration fitted, Instant from, String sha256) {
        PrintWriter printer = command.commandLine().getOut();
        printer.printf(
                Locale.ROOT,
                "source %s since %s: %d images diagnosed by this model; left out: %d repeated, %d without scores, %d"
                        + " by other models%n",
                Terminal.clean(source, 60),
                from,
                scores.images(),
                scores.count(Fate.REPEATED),
                scores.count(Fate.WITHOUT_SCORES),
                scores.count(Fate.OTHER_MODEL));
        printer.printf(
                Locale.ROOT, "trimmed: the %d largest scores of each detector (--trim %s)%n%n", fitted.trimmed(), trim);
        printer.printf(
                Locale.ROOT,
                "%-16s %10s %10s %10s   %s%n",
                "alarm",
                "requested",
                "before",
                "after",
                "honest images, whatever an attacker sent");
        print(printer, "tampering", fitted.tampering());
        fitted.scope().ifPresent(alarm -> print(printer, "scope", alarm));
        printer.printf(Locale.ROOT, "%nwritten: %s (SHA-256 %s)%n", out, sha256);
    }

    private static void print(PrintWriter printer, String name, Alarm alarm) {
        printer.printf(
                Locale.ROOT,
                "%-16s %8.1f %% %8.1f %% %8.1f %%   %.1f %% to %.1f %%%n",
                name,
                alarm.requested() * PERCENT,
                alarm.before() * PERCENT,
                alarm.after() * PERCENT,
                alarm.lowest() * PERCENT,
                alarm.highest() * PERCENT);
    }

    private ObjectNode summary(DiagnosedScores scores, TrimmedCalibration fitted, String parent, String sha256) {
        ObjectNode summary = RecalibratedFile.summary(fitted);
        summary.put("source", source);
        summary.put("trim", trim);
        summary.put("repeated", scores.count(Fate.REPEATED));
        summary.put("without_scores", scores.count(Fate.WITHOUT_SCORES));
        summary.put("by_other_models", scores.count(Fate.OTHER_MODEL));
        summary.put("parent_sha256", parent);
        summary.put("sha256", sha256);
        return summary;
    }
}
