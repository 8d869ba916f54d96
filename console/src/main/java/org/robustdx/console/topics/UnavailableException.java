package org.robustdx.console.topics;

/** No broker answers, or none of them does what was asked. Nothing has been written, as far as can be told. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
