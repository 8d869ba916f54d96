package org.robustdx.lab.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.UserException;

/**
 * A class with a {@code main} in a process of its own, on this process's class path and with its JVM options. It takes
 * orders and gives answers ({@link Orders}). It ends with this process, however this process ends.
 */
final class Child implements AutoCloseable {
    /** JVM options that a child does not take over: debuggers and the like. */
    private static final List<String> AGENTS = List.of("-javaagent:", "-agent", "-Xrun");

    private final String name;
    private final Path log;
    private final Process process;
    private final long started;
    private final BufferedWriter orders;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /**
     * An answer.
     *
     * @param text its text; empty when the process has ended
     * @param nanos when it arrived, as {@link System#nanoTime}
     */
    record Answer(Optional<String> text, long nanos) {}

    private Child(String name, Path log, List<String> command) throws IOException {
        this.name = name;
        this.log = log;
        this.started = System.nanoTime();
        this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        Thread listener = new Thread(this::listen, "answers of " + name);
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Starts a process.
     *
     * @param name for messages
     * @param log file for what it writes to standard error
     * @param options more JVM options
     */
    static Child start(String name, Path log, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> AGENTS.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new Child(name, log, command);
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(Orders.MARK + Orders.FAILED)) {
                    failure.compareAndSet(
                            null,
                            line.substring(Orders.MARK.length() + Orders.FAILED.length())
                                    .strip());
                } else if (line.startsWith(Orders.MARK)) {
                    answers.add(new Answer(Optional.of(line.substring(Orders.MARK.length())), System.nanoTime()));
                }
            }
        } catch (IOException e) {
            // The process has ended.
        }
        answers.add(new Answer(Optional.empty(), System.nanoTime()));
    }

    /** Returns when it started, as {@link System#nanoTime}. */
    long started() {
        return started;
    }

    /** Returns the process. */
    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Gives an order. */
    void order(String text) {
        try {
            orders.write(text);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw UserException.failed(failure().orElse("the process of %s ended".formatted(name)));
        }
    }

    /**
     * Waits for the next answer.
     *
     * @param word its first word
     * @return the answer without that word
     * @throws UserException if the process ends, or gives no answer in this time
     */
    Answer await(String word, Duration patience) throws InterruptedException {
        Answer answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw UserException.failed("%s did not answer for %d s".formatted(name, patience.toSeconds()));
        }
        String text = answer.text()
                .orElseThrow(() -> UserException.failed(failure().orElse("the process of %s ended".formatted(name))));
        if (!text.equals(word) && !text.startsWith(word + " ")) {
            throw new IllegalStateException("%s: %s (expected: %s)".formatted(name, text, word));
        }
        return new Answer(Optional.of(text.substring(word.length()).strip()), answer.nanos());
    }

    /** Returns why it stopped; empty while it runs. */
    Optional<String> failure() {
        String why = failure.get();
        if (why != null) {
            return Optional.of(why);
        }
        return process.isAlive()
                ? Optional.empty()
                : Optional.of("the process of %s ended with exit code %d%s"
                        .formatted(name, process.exitValue(), lastWords()));
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** Ends the process at once. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends the process at once, and waits until it has ended. */
    @Override
    public void close() {
        kill();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
