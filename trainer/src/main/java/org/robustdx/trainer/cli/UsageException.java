package org.robustdx.trainer.cli;

import java.util.function.Supplier;

/** Signals bad usage or bad input. The message states in one line what is wrong and what is expected. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }

    /** Returns the value of {@code arguments}. An {@link IllegalArgumentException} becomes a usage error. */
    static <T> T check(Supplier<T> arguments) throws UsageException {
        try {
            return arguments.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
