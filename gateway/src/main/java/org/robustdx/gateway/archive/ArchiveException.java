package org.robustdx.gateway.archive;

/** A server did not do what was asked. The message holds no text of the answer, which may name a patient. */
public final class ArchiveException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean tooLarge;

    private ArchiveException(String message, int status, boolean tooLarge) {
        super(message);
        this.status = status;
        this.tooLarge = tooLarge;
    }

    static ArchiveException unavailable(String message) {
        return new ArchiveException(message, 0, false);
    }

    static ArchiveException refused(int status, String message) {
        return new ArchiveException(message, status, false);
    }

    static ArchiveException tooLarge(String message) {
        return new ArchiveException(message, 0, true);
    }

    /** Returns whether the server refuses what was sent, and not who sent it or where. */
    public boolean isAboutContent() {
        return status == 400 || status == 409 || status == 413 || status == 422;
    }

    /** Returns whether the answer is larger than its limit. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
