package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.stream.dlq.LetterFilter;
import org.robustdx.stream.dlq.Replayer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dlq replay}: sends dead letters to the image topic, each at most once. */
@Command(
        name = "replay",
        description = {
            "Example: ./robustdx dlq replay --reason REFERENCE_NOT_FOUND --dry-run",
            "",
            "Sends dead letters to the image topic again, unchanged, after the cause was fixed."
                    + " Each dead letter is replayed at most once, even if this command is interrupted and repeated."
        })
final class DlqReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(
            names = "--all",
            description = "Replay all dead letters. Otherwise select them with --reason, --stage or --position.")
    private boolean all;

    @Option(names = "--dry-run", description = "Print what would be replayed, without replaying anything.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Maximum number of dead letters per second; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Override
    public Integer call() {
        common.apply();
        LetterFilter filter = letters.filter();
        if (filter.isEmpty() != all) {
            throw new ParameterException(
                    command.commandLine(), "expected: either --all or any of --reason, --stage, --position");
        }
        Replayer.Report report;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            topics.require(List.of(Topics.DEAD_LETTERS, Topics.MEDICAL_IMAGES));
            Replayer replayer = new Replayer(connection.kafka(), connection.sizes(), topics, Clock.systemUTC());
            report = dryRun ? replayer.plan(filter) : replayer.replay(filter, rate);
        }
        return printed(report);
    }

    private int printed(Replayer.Report report) {
        PrintWriter out = command.commandLine().getOut();
        out.printf(
                "%s %d, replayed before %d, cannot be replayed %d%n",
                dryRun ? "would replay" : "replayed",
                report.replayed(),
                report.before(),
                report.refused().size());
        out.flush();
        PrintWriter err = command.commandLine().getErr();
        report.refused()
                .forEach((position, why) -> err.println("not replayed: %s: %s".formatted(position, PlainText.of(why))));
        err.flush();
        return report.refused().isEmpty() ? 0 : 1;
    }
}
