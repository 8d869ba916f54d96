package org.robustdx.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A class with a {@code main} in a JVM of its own, on the test's class path: it can be killed, and stopped as by a scheduler that forgets it. */
public final class AppProcess implements AutoCloseable {
    /** Limits on hanging, not on speed. */
    private static final long END_SECONDS = 120;

    private static final long DUMP_SECONDS = 10;
    private static final String LAST_OF_A_DUMP = "JNI global refs";

    private final Process process;
    private final Path log;

    private AppProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Returns the newly started process.
     *
     * @param log where its output is appended
     * @param heap its largest heap, as in {@code -Xmx}
     */
    public static AppProcess start(Path log, String heap, String mainClass, List<String> arguments) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1", // It starts sooner.
                "-Dlogback.configurationFile=logback-process.xml",
                "-cp",
                classPath,
                mainClass));
        command.addAll(arguments);
        return new AppProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /** Returns whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns its exit code; it has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Returns everything that has been written to its log. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended, and returns whether it did in this time. */
    public boolean awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Waits until this text is in its log or it has ended, and returns whether the text is there. */
    public boolean awaitLog(String text) throws InterruptedException {
        while (true) {
            boolean alive = isAlive(); // First: what it wrote last counts.
            if (log().contains(text)) {
                return true;
            }
            if (!alive) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Ends it without a word: SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Asks it to end and waits until it has: SIGTERM.
     *
     * @throws IllegalStateException if it does not; what its threads do is in the log then
     */
    public void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!awaitEnd(END_SECONDS)) {
            dumpThreads();
            throw new IllegalStateException("does not stop: " + log);
        }
    }

    /** Has it write to its log what its threads are doing, if it has not ended: SIGQUIT. */
    public void dumpThreads() throws IOException, InterruptedException {
        if (!isAlive()) {
            return;
        }
        int before = log().split(LAST_OF_A_DUMP, -1).length;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DUMP_SECONDS);
        signal("QUIT");
        while (isAlive() && log().split(LAST_OF_A_DUMP, -1).length == before && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Keeps it from running, without its noticing: SIGSTOP. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it run again: SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0 && isAlive()) {
            throw new IOException("kill -%s: exit code %d".formatted(name, code));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
