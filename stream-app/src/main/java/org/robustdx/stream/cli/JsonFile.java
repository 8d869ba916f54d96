package org.robustdx.stream.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.kafka.UserException;

/** The file that {@code --json} names. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * Checks, before the work starts, that the file can be written.
     *
     * @throws UserException if it cannot
     */
    public static void checkWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw UserException.badInput("json: %s (expected: a file that can be written)".formatted(file));
        }
    }

    /** Writes a text and a line break to the file. */
    public static void write(Path file, String json) throws IOException {
        Files.writeString(file, json + System.lineSeparator(), StandardCharsets.UTF_8);
    }
}
