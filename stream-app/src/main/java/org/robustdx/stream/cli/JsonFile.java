package org.robustdx.stream.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.kafka.UserException;

/** The file of {@code --json}. */
public final class JsonFile {
    private JsonFile() {}

    /** Before the work, not after it. */
    public static void checkWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw UserException.badInput("json: %s (expected: a file that can be written)".formatted(file));
        }
    }

    public static void write(Path file, String json) throws IOException {
        Files.writeString(file, json + System.lineSeparator(), StandardCharsets.UTF_8);
    }
}
