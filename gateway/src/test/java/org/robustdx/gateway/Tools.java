package org.robustdx.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's programs, as second readers of what the gateway writes. */
public final class Tools {
    private static final long SECONDS = 60;

    private Tools() {}

    /** Skips the test if a program is missing. */
    public static void require(String program, String debianPackage) {
        assumeTrue(
                Files.isExecutable(Path.of(program)),
                program + ": not found (expected: Debian package " + debianPackage + ", see gateway/archive-test.sh)");
    }

    /** Returns what a program prints, both its outputs together. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " does not end");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new IOException(command.get(0) + ": exit code " + process.exitValue() + ": " + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }
}
