package org.robustdx.trainer.report;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a long piece of work has come: a bar with the time left on a terminal, a plain line now and then elsewhere.
 * It writes to standard error, so that results on standard output stay clean. For one thread.
 */
public abstract class Progress implements AutoCloseable {
    Progress() {}

    /** Returns a newly started display of {@code total} steps of {@code task}, on standard error. */
    public static Progress start(String task, long total) {
        return onTerminal() ? new Bar(task, total, System.err) : lines(task, total, System.err, System::nanoTime);
    }

    /** Returns a newly started display of plain lines on {@code out}, with a clock in nanoseconds. */
    static Progress lines(String task, long total, PrintStream out, LongSupplier clock) {
        return new Lines(task, total, out, clock);
    }

    /** Says that {@code done} of all steps are done by now. */
    public abstract void update(long done);

    /** Shows a few words beside the progress, such as the latest loss. */
    public abstract void note(String words);

    /** Prints a line, such as the result of an epoch, without mixing it with the display. */
    public abstract void print(PrintWriter to, String line);

    /** Ends the display. */
    @Override
    public abstract void close();

    @SuppressWarnings("SystemConsoleNull") // both ways of telling are used
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // Since Java 22 there is a console also where there is no terminal, and a method to tell.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static final class Bar extends Progress {
        /** Moves to the start of the line and erases it. */
        private static final String ERASE = "\r\u001b[2K";

        private final PrintStream out;
        private final Object writing = new Object();
        private final ProgressBar bar;

        Bar(String task, long total, PrintStream out) {
            this.out = out;
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new OneAtATime())
                    .build();
        }

        /** The bar is drawn by a thread of its own, which has to wait while a line is printed. */
        private final class OneAtATime extends ConsoleProgressBarConsumer {
            OneAtATime() {
                super(out);
            }

            @Override
            public void accept(String drawn) {
                synchronized (writing) {
                    super.accept(drawn);
                }
            }
        }

        @Override
        public void print(PrintWriter to, String line) {
            synchronized (writing) {
                out.print(ERASE);
                out.flush();
                to.println(line);
                to.flush();
            }
        }

        @Override
        public void update(long done) {
            bar.stepTo(done);
        }

        @Override
        public void note(String words) {
            bar.setExtraMessage(" " + words);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private static final class Lines extends Progress {
        private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
        private static final int PARTS = 10;

        private final String task;
        private final long total;
        private final PrintStream out;
        private final LongSupplier clock;
        private final long started;
        private long shownAt;
        private long shownPart;
        private long done;
        private String words = "";

        Lines(String task, long total, PrintStream out, LongSupplier clock) {
            this.task = task;
            this.total = total;
            this.out = out;
            this.clock = clock;
            this.started = clock.getAsLong();
            this.shownAt = started;
        }

        @Override
        public void update(long now) {
            done = now;
            long part = total <= 0 ? 0 : PARTS * done / total;
            if (part > shownPart || clock.getAsLong() - shownAt >= PATIENCE) {
                show();
                shownPart = part;
            }
        }

        @Override
        public void note(String newWords) {
            words = newWords;
        }

        @Override
        public void print(PrintWriter to, String line) {
            to.println(line);
        }

        @Override
        public void close() {
            if (done < total) {
                out.printf(Locale.ROOT, "%s: stopped at %d of %d%n", task, done, total);
            }
        }

        private void show() {
            shownAt = clock.getAsLong();
            long elapsed = shownAt - started;
            StringBuilder line = new StringBuilder(task).append(": ").append(done);
            if (total > 0) {
                line.append('/')
                        .append(total)
                        .append(" (")
                        .append(100 * done / total)
                        .append(" %)");
            }
            line.append(", ").append(time(elapsed));
            if (done > 0 && done < total) {
                line.append(", about ")
                        .append(time((long) ((double) elapsed * (total - done) / done)))
                        .append(" left");
            }
            if (!words.isEmpty()) {
                line.append(", ").append(words);
            }
            out.println(line);
        }

        private static String time(long nanos) {
            Duration d = Duration.ofNanos(nanos);
            if (d.toHours() > 0) {
                return String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart());
            }
            return d.toMinutes() > 0
                    ? String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart())
                    : d.toSeconds() + " s";
        }
    }
}
