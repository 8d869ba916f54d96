package org.robustdx.console.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Checks passwords, and slows down who guesses. After {@value #ATTEMPTS} wrong passwords in 15 minutes for one name from one address, further ones are
 * refused unseen, also the right one. The limit of an address, whatever the names, is {@value #ATTEMPTS_OF_ADDRESS}. A name alone has no limit: anybody
 * could keep a reviewer out with it. Thread-safe.
 */
public final class Login {
    /** Wrong passwords for one name from one address. */
    static final int ATTEMPTS = 5;

    /** Wrong passwords from one address. */
    static final int ATTEMPTS_OF_ADDRESS = 30;

    private static final Duration WINDOW = Duration.ofMinutes(15);
    /** bcrypt takes a core for a quarter of a second, and must not take all of them. */
    private static final int AT_A_TIME = 2;

    private static final int MAX_REMEMBERED = 10_000;
    private static final int LONGEST_PASSWORD = 1_024;

    private final Accounts accounts;
    private final Clock clock;
    private final String unknown = Passwords.hash(Passwords.generate());
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates the check against these accounts. */
    public Login(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What came of an attempt. */
    public sealed interface Result {
        /**
         * The password is right.
         *
         * @param account whose it is
         */
        record Accepted(Account account) implements Result {}

        /** The name is unknown or the password is wrong. The answer does not say which. */
        record Refused() implements Result {}

        /**
         * Too many attempts.
         *
         * @param remaining until the next attempt is looked at
         */
        record Limited(Duration remaining) implements Result {}
    }

    /** Checks a password. The answer for an unknown name takes as long as that for a known one. */
    public Result attempt(String name, String password, String address) {
        String pair = address + " " + name;
        Optional<Duration> remaining = remaining(pair, ATTEMPTS).or(() -> remaining(address, ATTEMPTS_OF_ADDRESS));
        if (remaining.isPresent()) {
            return new Result.Limited(remaining.get());
        }
        Optional<Accounts.Entry> entry = accounts.find(name);
        boolean right = password.length() <= LONGEST_PASSWORD
                && matches(password, entry.map(Accounts.Entry::hash).orElse(unknown));
        if (right && entry.isPresent()) {
            forget(pair);
            return new Result.Accepted(entry.get().account());
        }
        note(pair);
        note(address);
        return new Result.Refused();
    }

    private boolean matches(String password, String hash) {
        places.acquireUninterruptibly();
        try {
            return Passwords.matches(password, hash);
        } finally {
            places.release();
        }
    }

    private synchronized Optional<Duration> remaining(String key, int limit) {
        Deque<Instant> times = failures.get(key);
        if (times == null) {
            return Optional.empty();
        }
        Instant from = clock.instant().minus(WINDOW);
        while (!times.isEmpty() && times.peekFirst().isBefore(from)) {
            times.removeFirst();
        }
        return times.size() < limit
                ? Optional.empty()
                : Optional.of(Duration.between(clock.instant(), times.getFirst().plus(WINDOW)));
    }

    private synchronized void note(String key) {
        failures.computeIfAbsent(key, one -> new ArrayDeque<>()).addLast(clock.instant());
        if (failures.size() > MAX_REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    private synchronized void forget(String key) {
        failures.remove(key);
    }
}
