package org.robustdx.stream.content;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Creates the exceptions for outages of a content store. Exceptions of the file system and of HTTP clients quote paths
 * and URLs, which came with an image. Therefore the new exception keeps only class names and the stack trace.
 */
final class Outage {
    private Outage() {}

    /** Returns an exception whose message is {@code what} and the kind of failure. */
    static UncheckedIOException of(String what, Throwable failure) {
        return of(what, kind(failure), failure);
    }

    /** Returns an exception whose message is {@code what} and {@code kind}. */
    static UncheckedIOException of(String what, String kind, Throwable failure) {
        String message = what + ": " + kind;
        IOException where = new IOException(message);
        where.setStackTrace(failure.getStackTrace());
        return new UncheckedIOException(message, where);
    }

    /** Returns the class names of the exception and its innermost cause. */
    static String kind(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String name = failure.getClass().getSimpleName();
        return root == failure ? name : name + ", " + root.getClass().getSimpleName();
    }
}
