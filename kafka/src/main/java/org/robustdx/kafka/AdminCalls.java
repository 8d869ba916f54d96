package org.robustdx.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Requests to the brokers of a cluster. Each request waits a bounded time for its answer, and fails with a message of one line. */
final class AdminCalls implements AutoCloseable {
    /** Pause between two requests that wait for metadata. Kafka has no notification for it. */
    private static final long ASK_AGAIN_MILLIS = 20;

    private final Admin admin;
    private final String bootstrapServers;
    private final Duration timeout;
    private final boolean secured;

    private AdminCalls(Admin admin, String bootstrapServers, Duration timeout, boolean secured) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
        this.secured = secured;
    }

    /**
     * Connects to a cluster.
     *
     * @param properties client properties, including {@code bootstrap.servers}
     * @param timeout maximum wait for each answer
     * @throws UserException if no broker answers within {@code timeout}
     */
    static AdminCalls connect(Map<String, Object> properties, Duration timeout) {
        String bootstrapServers = String.valueOf(properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        Map<String, Object> settings = new HashMap<>(properties);
        int millis = Math.toIntExact(timeout.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            throw UserException.badInput("kafka: " + rootMessage(e));
        }
        AdminCalls calls = new AdminCalls(
                admin, bootstrapServers, timeout, settings.containsKey(AdminClientConfig.SECURITY_PROTOCOL_CONFIG));
        try {
            calls.await(cluster -> cluster.describeCluster().clusterId());
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
        return calls;
    }

    /** Creates topics in one request. A topic that exists stays as it is. */
    void create(Collection<NewTopic> topics) {
        admin.createTopics(topics).values().values().forEach(created -> {
            try {
                await(created);
            } catch (TopicExistsException e) {
                // Another instance created it first.
            }
        });
    }

    /**
     * Sends one request and returns its answer.
     *
     * @throws UserException if the request fails, or no answer comes in time
     */
    <T> T await(Function<Admin, KafkaFuture<T>> request) {
        return await(request.apply(admin));
    }

    /** Sends a request and repeats it while the answer is that a topic is unknown, until {@code timeout} has passed. */
    <T> T awaitKnown(Function<Admin, KafkaFuture<T>> request) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            KafkaFuture<T> answer = request.apply(admin);
            try {
                return await(answer);
            } catch (UserException e) {
                if (!saysUnknown(answer) || System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                // A broker does not signal that it has learned of a new topic.
                Thread.sleep(ASK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw UserException.failed("interrupted");
            }
        }
    }

    private static boolean saysUnknown(KafkaFuture<?> answer) {
        try {
            answer.getNow(null);
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable();
            }
            throw UserException.failed("kafka at %s: %s".formatted(bootstrapServers, rootMessage(e)));
        } catch (TimeoutException e) {
            throw unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserException.failed("interrupted");
        }
    }

    private UserException unreachable() {
        return UserException.failed("no Kafka broker answers at %s within %d s%s"
                .formatted(
                        bootstrapServers,
                        timeout.toSeconds(),
                        secured ? "" : " (if the cluster uses TLS or passwords, pass its settings: --config)"));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
