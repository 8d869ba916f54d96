package org.robustdx.stream.containers;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands of this machine, run in docker/. */
final class Shell {
    private Shell() {}

    /**
     * Returns what a command wrote.
     *
     * @param environment variables added to this process' own
     * @throws IllegalStateException with what it wrote, if it fails
     * @throws IOException if there is no such command
     */
    static String run(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Images.docker().toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (exitCode(process) != 0) {
            throw new IllegalStateException("%s: exit code %d: %s".formatted(command, process.exitValue(), output));
        }
        return output;
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
    }

    /** Returns the folder {@code secrets} in a folder, newly made for these brokers. */
    static Path makeSecrets(Path folder, List<String> brokers) throws IOException {
        Path secrets = folder.resolve("secrets");
        List<String> command = new ArrayList<>(
                List.of(Images.docker().resolve("secure/make-secrets.sh").toString(), secrets.toString()));
        command.addAll(brokers);
        run(Map.of(), command);
        return secrets;
    }
}
