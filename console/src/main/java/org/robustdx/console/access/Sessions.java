package org.robustdx.console.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is logged in. A session is known by a token of 256 random bits, is valid at the address that it began at, ends after 30 minutes without a request
 * and after 12 hours in any case, and is lost when the console stops. Thread-safe.
 */
public final class Sessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int MOST = 2_000;
    private static final int TOKEN_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();

    /** Creates sessions that are timed by this clock. */
    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Begins a session, and returns its token. Where there are too many, the one that was used least recently ends. */
    public synchronized String begin(Account account, String address) {
        sessions.values().removeIf(this::isOver);
        if (sessions.size() >= MOST) {
            sessions.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().usedAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(sessions::remove);
        }
        String token = token();
        sessions.put(token, new Session(account, address, token(), clock.instant()));
        return token;
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the session of this token, if it is valid at this address, and counts as a request of it. */
    public Optional<Session> use(String token, String address) {
        Optional<Session> session = peek(token, address);
        session.ifPresent(one -> one.used(clock.instant()));
        return session;
    }

    /** Returns the session of this token, if it is valid at this address. A page that only listens does not keep its session alive. */
    public synchronized Optional<Session> peek(String token, String address) {
        return Optional.ofNullable(sessions.get(token))
                .filter(session -> session.address().equals(address))
                .filter(session -> !isOver(session));
    }

    private boolean isOver(Session session) {
        Instant now = clock.instant();
        return now.isAfter(session.usedAt().plus(IDLE))
                || now.isAfter(session.createdAt().plus(LONGEST));
    }

    /** Ends a session. */
    public synchronized void end(String token) {
        sessions.remove(token);
    }
}
