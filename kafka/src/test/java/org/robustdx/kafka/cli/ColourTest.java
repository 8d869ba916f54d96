package org.robustdx.kafka.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.robustdx.kafka.cli.Paint.Colour;

/** Alerts are in colour on a terminal, and nothing else writes a control sequence. */
final class ColourTest {
    private static final String RED = "\u001B[1;31m";
    private static final String RESET = "\u001B[0m";

    private static String alert(UnaryOperator<PrintWriter> printer) {
        StringWriter text = new StringWriter();
        PrintWriter out = printer.apply(new PrintWriter(text));
        Paint paint = Paint.of(out);
        paint.begin(Colour.TAMPERED);
        out.print("ALERT \u001B[32m");
        paint.end();
        out.flush();
        return text.toString();
    }

    @Test
    void aTerminalShowsAnAlertInRedAndEscapesASequenceInAName() {
        assertThat(alert(PlainWriter::coloured)).isEqualTo(RED + "ALERT \\u001b[32m" + RESET);
    }

    @Test
    void otherPrintersHaveNoColours() {
        assertThat(alert(PlainWriter::on)).isEqualTo("ALERT \\u001b[32m");
    }
}
