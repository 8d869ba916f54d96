package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.stream.dlq.LetterFilter;
import org.robustdx.stream.dlq.Replayer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dlq replay}: back to the image topic, once. */
@Command(
        name = "replay",
        description = "Send dead letters to the image topic again, byte for byte, after what refused them was mended."
                + " Each is replayed once, whatever happens to this command.")
final class DlqReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(names = "--all", description = "Every dead letter; without it, say which by --reason, --stage, --position.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be replayed, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Letters per second at most; 0: as fast as it goes (default: ${DEFAULT-VALUE}).")
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
        try (TopicAdmin topics = connection.connect()) {
            topics.require(List.of(Topics.DEAD_LETTERS, Topics.MEDICAL_IMAGES));
            Replayer replayer = new Replayer(connection.kafka(), connection.sizes(), topics, Clock.systemUTC());
            report = dryRun ? replayer.plan(filter) : replayer.replay(filter, rate);
        }
        return told(report);
    }

    private int told(Replayer.Report report) {
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
