package org.robustdx.kafka.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Gives a program the commands that the table {@code commands.txt} lists, and that lie in the package of its {@code Main}. The launcher reads the same
 * table. The class of a group, such as {@code bench}, gets the rows whose names begin with the group's name.
 */
public final class Commands implements IModelTransformer {
    private static final String TABLE = "/commands.txt";
    private static final String PROGRAM = "robustdx";

    /** For picocli, which creates it. */
    public Commands() {}

    private record Row(String name, String type) {
        /** Returns whether the row belongs to a program itself, or to a group of its commands. */
        boolean isIn(String command) {
            int end = name.indexOf(' ');
            String group = end < 0 || name.startsWith("--", end + 1) ? PROGRAM : name.substring(0, end);
            return group.equals(command);
        }

        boolean isBeside(Class<?> command) {
            return type.substring(0, type.lastIndexOf('.')).equals(command.getPackageName());
        }
    }

    @Override
    public CommandSpec transform(CommandSpec command) {
        Class<?> type = command.userObject().getClass();
        for (Row row : rows()) {
            if (row.isIn(command.name()) && row.isBeside(type)) {
                CommandLine subcommand = new CommandLine(loaded(row, type));
                settle(subcommand.getCommandSpec());
                command.addSubcommand(subcommand.getCommandName(), subcommand);
            }
        }
        return command;
    }

    /** Removes the transformers, which were applied when the command line was created: picocli would apply those of subcommands once more. */
    private static void settle(CommandSpec command) {
        command.modelTransformer(null);
        command.subcommands().values().forEach(part -> settle(part.getCommandSpec()));
    }

    private static Class<?> loaded(Row row, Class<?> beside) {
        try {
            return Class.forName(row.type(), true, beside.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "commands.txt: %s: %s (expected: a class of this program)".formatted(row.name(), row.type()), e);
        }
    }

    private static List<Row> rows() {
        try (InputStream table =
                Objects.requireNonNull(Commands.class.getResourceAsStream(TABLE), "commands.txt: not in the jar")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && line.contains("|"))
                    .map(line -> line.split("\\|", 4))
                    .map(cells -> new Row(cells[0], cells[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
