package org.robustdx.trainer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The summary of a command, for other programs. */
final class JsonFile {
    private JsonFile() {}

    /** Says before long work that its summary would have nowhere to go. */
    static void requireFolder(@Nullable Path file) throws UsageException {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new UsageException("json: " + file + " (expected: a file in a folder that is there)");
        }
    }

    static void write(Path file, Map<String, Object> summary) throws IOException {
        Files.write(file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
    }
}
