package org.robustdx.kafka.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PlainWriterTest {
    @Test
    void shouldLetNoCommandWriteControlCharacters() {
        StringWriter out = new StringWriter();
        PrintWriter plain = PlainWriter.on(new PrintWriter(out));
        plain.printf("%s\t%s%n", "a\u001B", "\uD83E\uDEC1\u2066");
        plain.print('\u0007');
        plain.flush();
        assertThat(out.toString()).isEqualTo("a\\u001b\t\uD83E\uDEC1\\u2066" + System.lineSeparator() + "\\u0007");
    }
}
