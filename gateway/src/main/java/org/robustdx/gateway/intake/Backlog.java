package org.robustdx.gateway.intake;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;

/** Says whether the app keeps up: how many images it has not processed. Asks the brokers at most once a second. Thread-safe. */
public final class Backlog implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_MILLIS = 500;

    private final KafkaConnection kafka;
    private final Duration timeout;
    private final String group;
    private final long most;
    private @Nullable TopicAdmin admin;
    private long askedAt = System.nanoTime() - 2 * FRESH_NANOS;
    private boolean full;

    /**
     * Watches a group.
     *
     * @param group consumer group of the app: its {@code --application-id}
     * @param most most images that may wait
     */
    public Backlog(KafkaConnection kafka, Duration timeout, String group, long most) {
        if (most < 1) {
            throw new IllegalArgumentException("max-lag: %d (expected: > 0)".formatted(most));
        }
        this.kafka = kafka;
        this.timeout = timeout;
        this.group = group;
        this.most = most;
    }

    /** Returns whether as many images wait as may, or the brokers do not answer. */
    synchronized boolean isFull() {
        if (System.nanoTime() - askedAt < FRESH_NANOS) {
            return full;
        }
        try {
            if (admin == null) {
                admin = TopicAdmin.connect(kafka.clientProperties("admin"), timeout);
            }
            full = admin.lag(group, Topics.MEDICAL_IMAGES) >= most;
        } catch (UserException e) {
            full = true;
            close();
        }
        askedAt = System.nanoTime();
        return full;
    }

    /** Waits until another image may be taken. */
    void await() throws InterruptedException {
        while (isFull()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close();
            admin = null;
        }
    }
}
