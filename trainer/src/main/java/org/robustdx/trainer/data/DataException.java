package org.robustdx.trainer.data;

/** Data that cannot be used as asked: bad input, not a bug. Its message is one clear line for a person. */
public final class DataException extends Exception {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
