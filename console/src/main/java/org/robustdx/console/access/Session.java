package org.robustdx.console.access;

import java.time.Instant;
import java.util.Optional;

/** One person who is logged in. Thread-safe. */
public final class Session {
    private final Account account;
    private final String address;
    private final String csrf;
    private final Instant createdAt;
    private volatile Instant usedAt;
    private volatile Optional<String> lastDecision = Optional.empty();

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

    /** Returns the subject of the last decision, which can be withdrawn. */
    public Optional<String> lastDecision() {
        return lastDecision;
    }

    /** Remembers the subject of the last decision, or that there is none. */
    public void lastDecision(Optional<String> subject) {
        lastDecision = subject;
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
