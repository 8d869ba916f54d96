package org.robustdx.stream.content;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is thrown when a place of content as a whole cannot be read now. Exceptions of the file system and of HTTP clients quote paths and URLs, which
 * came with an image: only the names of their classes go on, and where they were thrown.
 */
final class Outage {
    private Outage() {}

    /** Returns an exception whose message, and that of its cause, is {@code what} and the kind of failure. */
    static UncheckedIOException of(String what, Throwable failure) {
        return of(what, kind(failure), failure);
    }

    /** As {@link #of(String, Throwable)}, with words of ours for the kind of failure. */
    static UncheckedIOException of(String what, String kind, Throwable failure) {
        String message = what + ": " + kind;
        IOException where = new IOException(message);
        where.setStackTrace(failure.getStackTrace());
        return new UncheckedIOException(message, where);
    }

    /** Returns the names of the exception's class and of its innermost cause's. */
    static String kind(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String name = failure.getClass().getSimpleName();
        return root == failure ? name : name + ", " + root.getClass().getSimpleName();
    }
}
