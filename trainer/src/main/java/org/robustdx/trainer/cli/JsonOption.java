package org.robustdx.trainer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that writes the summary of a command as JSON. */
final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary there.")
    private @Nullable Path json;

    /** Checks that the folder of the file exists, before long work begins. */
    void requireFolder() throws UsageException {
        if (json == null) {
            return;
        }
        Path folder = json.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(json)) {
            throw new UsageException("json: " + json + " (expected: a file in a folder that is there)");
        }
    }

    /** Writes the summary to the file, if one is given. */
    void write(Map<String, Object> summary) throws IOException {
        if (json != null) {
            Files.write(
                    json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        }
    }
}
