package org.robustdx.gateway.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.archive.HttpLimits;
import org.robustdx.gateway.archive.ServerAccess;
import org.robustdx.gateway.bench.Bench;
import org.robustdx.gateway.bench.BenchResult;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway bench}: measures a running gateway and app. */
@Command(
        name = "bench",
        description = {
            "Example: ./robustdx gateway bench --stow http://localhost:8044 --images dicom --rate 20 --seconds 600"
                    + " --key-file gateway.key",
            "",
            "Stores copies of DICOM images as new studies in a running gateway (its --stow-port) at a rate, and"
                    + " reports how long their diagnoses take. Each study gets unique identifiers of its own and stays in"
                    + " the topics: do not measure a department at work. A gateway with an --archive would store reports"
                    + " on studies that the archive does not have: start it with --no-reports."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int TRIES = 5;
    private static final Duration REQUEST = Duration.ofSeconds(60);

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private KeyOption key = new KeyOption();

    @Option(names = "--stow", paramLabel = "URL", description = "Base URL of the gateway's STOW-RS port.")
    private Optional<URI> stow = Optional.empty();

    @Option(
            names = "--stow-login-file",
            paramLabel = "FILE",
            description = "File with Bearer TOKEN for the gateway (default: no login).")
    private Optional<Path> login = Optional.empty();

    @Option(names = "--images", paramLabel = "DIR", description = "Folder with DICOM images, of which copies are sent.")
    private Optional<Path> images = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Studies to send in a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long to send (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Longest wait for diagnoses after the last study (default: ${DEFAULT-VALUE}).")
    private int wait;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Most requests at a time (default: ${DEFAULT-VALUE}, as many as the gateway reads at a time).")
    private int atATime;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "Write studies, per_second, refused, without_outcome, answer_p99_ms, p50_ms and p99_ms to a file.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        URI url = stow.orElseThrow(() -> UserException.badInput("stow: missing (expected: a URL)"));
        Path folder = images.orElseThrow(
                () -> UserException.badInput("images: missing (expected: a folder with DICOM images)"));
        Bench.Settings settings = new Bench.Settings(
                folder, rate, Duration.ofSeconds(seconds), Duration.ofSeconds(wait), atATime, System.nanoTime());
        HttpLimits limits = new HttpLimits(REQUEST, TRIES, Duration.ofMillis(100));
        BenchResult result = new Bench(
                        connection.kafka(),
                        connection.format(),
                        new Pseudonyms(GatewayKey.read(key.file())),
                        new DicomWebClient(new HttpCalls(ServerAccess.of(url, login), limits, atATime)),
                        settings)
                .run(connection.timeout());
        command.commandLine().getOut().println(result);
        json.ifPresent(file -> write(file, result));
        return result.withoutOutcome() == 0 && result.refused() == 0 ? 0 : 1;
    }

    private static void write(Path file, BenchResult result) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode values = mapper.createObjectNode()
                .put("studies", result.studies())
                .put("per_second", result.perSecond())
                .put("refused", result.refused())
                .put("without_outcome", result.withoutOutcome())
                .put("answer_p99_ms", result.answerP99())
                .put("p50_ms", result.p50())
                .put("p99_ms", result.p99());
        try {
            mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), values);
        } catch (IOException e) {
            throw UserException.failed("json: %s (expected: a file that can be written)".formatted(file));
        }
    }
}
