package org.robustdx.kafka;

/** A failure that the command reports to the user in one line, with its exit code. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private UserException(int exitCode, String message) {
        super(message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
        this.exitCode = exitCode;
    }

    /** Returns the failure for bad usage or bad input: exit code 2. */
    public static UserException badInput(String message) {
        return new UserException(2, message);
    }

    /** Returns the failure of a command whose arguments and input are valid: exit code 1. */
    public static UserException failed(String message) {
        return new UserException(1, message);
    }

    /** Returns the exit code, 1 or 2. */
    public int exitCode() {
        return exitCode;
    }
}
