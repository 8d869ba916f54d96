package org.robustdx.trainer.cli;

import java.util.function.Supplier;

/** What a person asked for cannot be; the message says in one line what was wrong and what would be right. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }

    /** Returns what {@code arguments} makes of options; an argument that it refuses becomes a usage error. */
    static <T> T check(Supplier<T> arguments) throws UsageException {
        try {
            return arguments.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
