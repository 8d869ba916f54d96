package org.robustdx.trainer.cli;

import java.util.function.Supplier;

/** Prints a message when the process is interrupted, as by Ctrl-C, before this notice is closed. */
final class InterruptNotice implements AutoCloseable {
    private final Thread hook;

    /** Creates a notice that prints what {@code message} returns at that time. */
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
