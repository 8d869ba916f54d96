package org.robustdx.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Removes from the log of all tests the lines that ND4J prints on standard output, one for each operation that it differentiates. JUnit finds this
 * extension through the service loader.
 */
public final class QuietDifferentiation implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        if (!(System.out instanceof Filter)) {
            System.setOut(new Filter(System.out));
        }
    }

    /** Passes on everything but the lines of ND4J. */
    static final class Filter extends PrintStream {
        private final PrintStream target;

        Filter(PrintStream target) {
            super(target, true, UTF_8);
            this.target = target;
        }

        @Override
        public void println(@Nullable String line) {
            if (line == null || !line.startsWith("Added differentiated op ")) {
                target.println(line);
            }
        }
    }
}
