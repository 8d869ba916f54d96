package org.robustdx.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterBox;
import org.robustdx.stream.dlq.LetterFilter;
import org.robustdx.stream.dlq.LetterImage;
import org.robustdx.stream.dlq.LetterPosition;
import org.robustdx.stream.watch.PlainJson;
import org.robustdx.stream.watch.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlq list}: prints one line for each dead letter. */
@Command(
        name = "list",
        description = {
            "Example: ./robustdx dlq list --follow",
            "",
            "Lists the dead letters: position, reason, stage, image, source, size, age, state. Image and source are '?' if"
                    + " the dead letter does not state them."
        })
final class DlqListCommand implements Callable<Integer> {
    private static final String ROW = "%-12s %-22s %-8s %-30s %-14s %12s %8s  %-9s %s%n";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(names = "--json", description = "Print one JSON object per line instead of a table.")
    private boolean json;

    @Option(names = "--follow", description = "Continue with new dead letters as they arrive, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() {
        common.apply();
        LetterFilter filter = letters.filter();
        if (follow && !filter.positions().isEmpty()) {
            throw new IllegalArgumentException("follow: with --position (expected: one of the two)");
        }
        PrintWriter out = command.commandLine().getOut();
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect);
                MessageFormat format = connection.format()) {
            LetterBox box = new LetterBox(connection.kafka(), connection.sizes(), topics);
            Set<LetterPosition> replayed = box.replayed();
            if (!json) {
                out.printf(
                        Locale.ROOT,
                        ROW,
                        "position",
                        "reason",
                        "stage",
                        "image",
                        "source",
                        "bytes",
                        "age",
                        "state",
                        "message");
            }
            Consumer<Letter> print =
                    letter -> print(letter, LetterImage.of(letter, format), replayed.contains(letter.position()), out);
            if (follow) {
                box.follow(filter, print, out::checkError);
            } else {
                box.forEach(filter, print);
            }
            out.flush();
        }
        return 0;
    }

    private void print(Letter letter, LetterImage image, boolean replayed, PrintWriter out) {
        String state = replayed ? "replayed" : letter.omitted() ? "omitted" : "kept";
        Instant now = Instant.now();
        if (json) {
            out.println(PlainJson.line(jsonLine(letter, image, state, now)));
            return;
        }
        out.printf(
                Locale.ROOT,
                ROW,
                letter.position(),
                Terminal.clean(letter.reason(), 22),
                Terminal.clean(letter.stage(), 8),
                Terminal.clean(image.imageId(), 30),
                Terminal.clean(image.source(), 14),
                letter.size(),
                age(Duration.between(letter.sent(), now)),
                state,
                Terminal.clean(letter.message(), 100));
    }

    private static ObjectNode jsonLine(Letter letter, LetterImage image, String state, Instant now) {
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("position", letter.position().toString());
        line.put("reason", letter.reason());
        line.put("stage", letter.stage());
        line.put("imageId", image.imageId());
        line.put("source", image.source());
        line.put("bytes", letter.size());
        line.put("sent", letter.sent().toString());
        line.put("age_seconds", Duration.between(letter.sent(), now).toSeconds());
        line.put("state", state);
        line.put("message", letter.message());
        return line;
    }

    /** Formats an age in the largest unit of which it has at least one. */
    static String age(Duration age) {
        if (age.toSeconds() < 60) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toMinutes() < 60) {
            return age.toMinutes() + " min";
        }
        return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
