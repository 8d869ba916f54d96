package org.robustdx.trainer.cli;

import java.util.function.Supplier;

/** Prints a message if the process is interrupted, for example by Ctrl-C, before this notice is closed. */
final class InterruptNotice implements AutoCloseable {
    private final Thread hook;

    /** Creates a notice. It asks {@code message} for the text when the process is interrupted. */
    InterruptNotice(Supplier<String> message) {
        hook = new Thread(() -> System.err.println(System.lineSeparator() + message.get()), "interrupt-notice");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being interrupted: the message is printed.
            return;
        }
    }
}
