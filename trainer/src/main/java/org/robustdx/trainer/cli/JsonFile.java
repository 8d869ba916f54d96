package org.robustdx.trainer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The summary of a command, for other programs. */
final class JsonFile {
    private JsonFile() {}

    static void write(Path file, Map<String, Object> summary) throws IOException {
        Files.write(file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
    }
}
