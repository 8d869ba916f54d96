package org.robustdx.stream.cli;

import java.io.Console;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress of a long operation: a bar on a terminal, otherwise a plain line after each tenth. */
final class Progress implements AutoCloseable {
    private static final int PLAIN_LINES = 10;

    private final String task;
    private final long total;
    private final PrintWriter out;
    private final @Nullable ProgressBar bar;
    private long done;

    private Progress(String task, long total, PrintWriter out, @Nullable ProgressBar bar) {
        this.task = task;
        this.total = total;
        this.out = out;
        this.bar = bar;
    }

    /** Returns the progress of an operation with {@code total} steps. */
    static Progress of(String task, long total, PrintWriter out) {
        ProgressBar bar = !onTerminal()
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .build();
        return new Progress(task, total, out, bar);
    }

    /** Since Java 22, a console may exist without a terminal. A method that Java 17 lacks distinguishes them. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Counts a completed step. */
    void step() {
        done++;
        if (bar != null) {
            bar.step();
        } else if (total >= PLAIN_LINES && done * PLAIN_LINES / total != (done - 1) * PLAIN_LINES / total) {
            out.println("%s: %d of %d".formatted(task, done, total));
            out.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
