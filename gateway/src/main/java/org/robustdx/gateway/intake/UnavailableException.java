package org.robustdx.gateway.intake;

/** Kafka, or a server, does not take what it is sent at the moment. Nothing is lost: whoever tries again finds out what was written. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception of a server that does not take what it is sent. */
    public UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
