package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a command line came to.
 *
 * @param exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int exit, String out, String err) {
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Cli(exit, out.toString(), err.toString());
    }

    /** Checks that this was refused as bad usage or bad input: exit code 2, one line, no stack trace. */
    void assertRefused(String message) {
        assertThat(err).contains(message);
        assertThat(err.strip()).hasLineCount(1);
        assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(exit).isEqualTo(2);
    }
}
