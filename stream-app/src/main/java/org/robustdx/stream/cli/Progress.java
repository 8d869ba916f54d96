package org.robustdx.stream.cli;

import java.io.Console;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress of long work: a bar on a terminal, a plain line now and then elsewhere. */
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

    /** Returns the progress of so many steps. */
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

    /** Since Java 22 there is a console also where there is no terminal, and a method that Java 17 lacks tells which. */
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

    /** Tells of one step done. */
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
