package org.robustdx.console.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.robustdx.console.app.Report;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}: the overview of some days as files. */
@Command(
        name = "report",
        description = {
            "Example: ./robustdx report --since 30d --out out/report",
            "",
            "Writes what was flagged, decided, overridden and recalled as a page (report.html) and as JSON (report.json), for"
                    + " post-market monitoring."
        })
final class ReportCommand implements Callable<Integer> {
    private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,2})d");

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Option(
            names = "--since",
            paramLabel = "DAYS",
            defaultValue = "30d",
            description = "How far back, such as 7d (default: ${DEFAULT-VALUE}).")
    private String since = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the files; created if missing.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        Matcher days = DAYS.matcher(since);
        if (!days.matches()) {
            throw new IllegalArgumentException("since: %s (expected: a number of days, such as 30d)".formatted(since));
        }
        Instant now = Clock.systemUTC().instant();
        Report report = Report.of(
                connection.kafka(),
                connection.sizes(),
                connection.format(),
                connection.timeout(),
                now,
                Integer.parseInt(days.group(1)));
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve("report.html"), report.html());
            Files.writeString(out.resolve("report.json"), report.json());
        } catch (IOException e) {
            throw UserException.badInput("out: %s (expected: a folder that can be written)".formatted(out));
        }
        PrintWriter told = command.commandLine().getOut();
        told.println("%s: %s".formatted(out.resolve("report.html"), report.summary()));
        return 0;
    }
}
