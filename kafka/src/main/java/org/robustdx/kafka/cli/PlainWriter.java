package org.robustdx.kafka.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.robustdx.schemas.shown.PlainText;

/**
 * Removes control characters, except line breaks and tabs, from the output of commands, because a terminal would
 * interpret them. The printer's own colours are the only control sequences that it writes.
 */
final class PlainWriter extends FilterWriter {
    private PlainWriter(Writer out) {
        super(out);
    }

    /** Returns a printer that writes to {@code out} and is flushed after each line. */
    static PrintWriter on(PrintWriter out) {
        return new PrintWriter(new PlainWriter(out), true);
    }

    /** Returns a printer as {@link #on}, which can also colour its text. */
    static PrintWriter coloured(PrintWriter out) {
        return new Coloured(out);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        out.write(PlainText.lines(text.substring(from, from + length)));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        out.write(PlainText.lines(new String(text, from, length)));
    }

    @Override
    public void write(int unit) throws IOException {
        out.write(PlainText.lines(Character.toString((char) unit)));
    }

    private static final class Coloured extends PrintWriter implements Paint {
        private final PrintWriter terminal;

        Coloured(PrintWriter terminal) {
            super(new PlainWriter(terminal), true);
            this.terminal = terminal;
        }

        @Override
        public void begin(Colour colour) {
            terminal.print("\033[" + colour.parameters() + "m");
        }

        @Override
        public void end() {
            terminal.print("\033[0m");
        }
    }
}
