package org.robustdx.console.access;

import java.time.Instant;
import java.util.List;

/** One person who is logged in. Thread-safe. */
public final class Session {
    private final Account account;
    private final String address;
    private final String csrf;
    private final Instant createdAt;
    private volatile Instant usedAt;
    private volatile List<String> lastDecisions = List.of();

    Session(Account account, String address, String csrf, Instant now) {
        this.account = account;
        this.address = address;
        this.csrf = csrf;
        this.createdAt = now;
        this.usedAt = now;
    }

    /** Returns who is logged in. */
    public Account account() {
        return account;
    }

    /** Returns the token that every form of this session has to send. */
    public String csrf() {
        return csrf;
    }

    /** Returns the subjects of the last decision, which can be withdrawn: a case and, if it is a campaign, the images decided with it. */
    public List<String> lastDecisions() {
        return lastDecisions;
    }

    /** Remembers the subjects of the last decision; empty if there is none to withdraw. */
    public void lastDecisions(List<String> subjects) {
        lastDecisions = List.copyOf(subjects);
    }

    String address() {
        return address;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant usedAt() {
        return usedAt;
    }

    void used(Instant now) {
        usedAt = now;
    }
}
