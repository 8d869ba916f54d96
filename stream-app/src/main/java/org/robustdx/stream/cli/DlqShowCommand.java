package org.robustdx.stream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterBox;
import org.robustdx.stream.dlq.LetterImage;
import org.robustdx.stream.dlq.LetterPosition;
import org.robustdx.stream.watch.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlq show}: prints one dead letter and writes its original bytes to a file. */
@Command(
        name = "show",
        description = {
            "Example: ./robustdx dlq show 0/17 --out letter.bin",
            "",
            "Shows one dead letter: its image and source if the dead letter states them, its headers, and the beginning of"
                    + " its bytes. The sender controls all of these, so do not trust them."
        })
final class DlqShowCommand implements Callable<Integer> {
    private static final int HEAD_BYTES = 256;
    private static final int ROW_BYTES = 16;
    private static final int LONGEST_HEADER = 300;
    private static final int LONGEST_NAME = 100;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "PARTITION/OFFSET", description = "Position of the dead letter, as in dlq list.")
    private String position = "";

    @Option(names = "--out", paramLabel = "FILE", description = "File for the original bytes of the record's value.")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
        common.apply();
        LetterPosition wanted = LetterPosition.parse(position);
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect);
                MessageFormat format = connection.format()) {
            LetterBox box = new LetterBox(connection.kafka(), connection.sizes(), topics);
            Letter letter = box.at(wanted);
            LetterImage image = LetterImage.of(letter, format);
            show(
                    letter,
                    image,
                    box.replayed().contains(wanted),
                    command.commandLine().getOut());
            file.ifPresent(path -> write(letter, path));
        }
        return 0;
    }

    private static void show(Letter letter, LetterImage image, boolean replayed, PrintWriter out) {
        out.println("position  " + letter.position() + (replayed ? " (replayed)" : ""));
        out.println("sent      " + letter.sent());
        out.println("reason    %s (%s): %s"
                .formatted(
                        Terminal.clean(letter.reason(), LONGEST_NAME),
                        Terminal.clean(letter.stage(), LONGEST_NAME),
                        Terminal.clean(letter.message(), LONGEST_HEADER)));
        out.println("image     " + Terminal.clean(image.imageId(), LONGEST_HEADER));
        out.println("source    " + Terminal.clean(image.source(), LONGEST_HEADER));
        out.println("content   " + Terminal.clean(image.content(), LONGEST_HEADER));
        out.println("headers");
        for (Header header : letter.headers()) {
            String value = header.value() == null ? "(none)" : new String(header.value(), StandardCharsets.UTF_8);
            out.println("  %s = %s"
                    .formatted(Terminal.clean(header.key(), LONGEST_NAME), Terminal.clean(value, LONGEST_HEADER)));
        }
        byte[] value = letter.value();
        if (value == null) {
            out.println(letter.omitted() ? "bytes     %d, omitted".formatted(letter.size()) : "bytes     none");
        } else {
            out.println("bytes     " + value.length);
            hex(Arrays.copyOf(value, Math.min(value.length, HEAD_BYTES)), out);
        }
        out.flush();
    }

    private static void hex(byte[] head, PrintWriter out) {
        HexFormat hex = HexFormat.ofDelimiter(" ");
        for (int from = 0; from < head.length; from += ROW_BYTES) {
            byte[] row = Arrays.copyOfRange(head, from, Math.min(head.length, from + ROW_BYTES));
            String text = new String(row, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
            out.println("  %04x  %-47s  %s".formatted(from, hex.formatHex(row), text));
        }
    }

    private static void write(Letter letter, Path path) {
        byte[] value = letter.value();
        if (value == null) {
            throw UserException.failed("dead letter %s has no bytes to write: they were %s"
                    .formatted(letter.position(), letter.omitted() ? "omitted" : "never there"));
        }
        try {
            Files.write(path, value);
        } catch (IOException e) {
            throw UserException.badInput("out: %s (expected: a file that can be written)".formatted(path));
        }
    }
}
