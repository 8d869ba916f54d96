package org.robustdx.trainer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The summary of a command, for other programs. */
final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary there.")
    private @Nullable Path json;

    /** Says before long work that its summary would have nowhere to go. */
    void requireFolder() throws UsageException {
        if (json == null) {
            return;
        }
        Path folder = json.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(json)) {
            throw new UsageException("json: " + json + " (expected: a file in a folder that is there)");
        }
    }

    /** Writes the summary where it is wanted. */
    void write(Map<String, Object> summary) throws IOException {
        if (json != null) {
            Files.write(
                    json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        }
    }
}
