package org.robustdx.stream.config;

/** What a person has to be told, in one line, with the exit code it means. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private UserException(int exitCode, String message) {
        super(message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
        this.exitCode = exitCode;
    }

    /** Returns a bad argument or bad input: exit code 2. */
    public static UserException badInput(String message) {
        return new UserException(2, message);
    }

    /** Returns a failure of something that was asked for rightly: exit code 1. */
    public static UserException failed(String message) {
        return new UserException(1, message);
    }

    /** Returns the exit code, 1 or 2. */
    public int exitCode() {
        return exitCode;
    }
}
