package org.robustdx.gateway.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a process of its own, which a test can kill. */
public final class ChildProcess implements AutoCloseable {
    private final List<String> command = new ArrayList<>();
    private final Path log;
    private Process process;

    private ChildProcess(Path log, List<String> command) throws IOException {
        this.log = log;
        this.command.addAll(command);
        process = begin();
    }

    /** Starts a main class of the test's class path. */
    static ChildProcess start(Path log, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path", ""),
                mainClass));
        command.addAll(List.of(arguments));
        return new ChildProcess(log, command);
    }

    /** Starts a command whose process stays the same: a kill reaches it, and not a shell around it. */
    public static ChildProcess start(Path log, List<String> command) throws IOException {
        return new ChildProcess(log, command);
    }

    private Process begin() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Ends the process as kill -9 does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again. */
    public void restart() throws IOException {
        process = begin();
    }

    /** Returns whether the process has not ended. */
    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
