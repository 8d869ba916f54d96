package org.robustdx.trainer.data;

/** Signals unusable data: bad input, not a bug. The message is one clear line. */
public final class DataException extends Exception {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
