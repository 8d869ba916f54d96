package org.robustdx.console.topics;

/** Whether the board shows what the topics hold. Thread-safe. */
public final class FeedStatus {
    private volatile boolean connected;
    private volatile boolean caughtUp;

    /** Returns whether a broker answered the last time that it was asked. */
    public boolean connected() {
        return connected;
    }

    /** Returns whether everything that was in the topics at the start has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    void answered(boolean atEnd) {
        connected = true;
        caughtUp |= atEnd;
    }

    /** Notes that no broker answered. Returns whether one did before. */
    boolean silent() {
        boolean before = connected;
        connected = false;
        return before;
    }
}
