package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.stream.watch.JsonLines;
import org.robustdx.stream.watch.Sink;
import org.robustdx.stream.watch.Terminal;
import org.robustdx.stream.watch.Watcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code watch}: shows diagnoses, alerts and dead letters on the terminal. */
@Command(
        name = "watch",
        description = {
            "Example: ./robustdx watch --from-beginning",
            "",
            "Shows diagnoses, alerts and dead letters as they arrive."
        })
final class WatchCommand implements Callable<Integer> {
    private static final List<String> WATCHED = Topics.results();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Print one JSON object per line instead of a table.")
    private boolean json;

    @Option(
            names = "--from-beginning",
            description = "Start with the oldest record (default: with the next new record).")
    private boolean fromBeginning;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after this number of records (default: never).")
    private Optional<Long> limit = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Stop after this time; fails if --limit was not reached (default: never).")
    private Optional<Long> timeout = Optional.empty();

    @Override
    public Integer call() {
        common.apply();
        positive("limit", limit);
        positive("timeout", timeout);
        KafkaConnection kafka = connection.kafka();
        SizeLimits sizes = connection.sizes();
        List<TopicPartition> partitions;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            // Requires only the topics that it shows, because the user may lack access to the others.
            topics.require(WATCHED);
            partitions = WATCHED.stream()
                    .flatMap(topic -> topics.partitions(topic).stream())
                    .toList();
        }
        PrintWriter out = command.commandLine().getOut();
        Sink sink = json ? new JsonLines(out, command.commandLine().getErr()) : new Terminal(out);
        long start = System.nanoTime();
        try (TopicReader reader = TopicReader.open(kafka, sizes, partitions, fromBeginning)) {
            long shown = new Watcher(reader, sink, connection.format())
                    .watch(limit.orElse(Long.MAX_VALUE), () -> out.checkError() || isOver(start));
            return finished(shown);
        }
    }

    private boolean isOver(long start) {
        return timeout.isPresent()
                && System.nanoTime() - start
                        >= Duration.ofSeconds(timeout.get()).toNanos();
    }

    private int finished(long shown) {
        if (limit.isPresent() && timeout.isPresent() && shown < limit.get()) {
            throw UserException.failed(
                    "%d of %d records arrived within %d s".formatted(shown, limit.get(), timeout.get()));
        }
        return 0;
    }

    private static void positive(String name, Optional<Long> value) {
        value.filter(number -> number < 1 || number > Integer.MAX_VALUE).ifPresent(number -> {
            throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(name, number));
        });
    }
}
