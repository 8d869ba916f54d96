package org.robustdx.stream.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.config.UserException;
import org.robustdx.stream.topology.Topics;

/** Creates and checks the topics. Every call waits a bounded time and fails in one line. */
public final class TopicAdmin implements AutoCloseable {
    /** Nothing tells when metadata has reached a broker: one can but ask, and not without a pause. */
    private static final long ASK_AGAIN_MILLIS = 20;

    private final Admin admin;
    private final String bootstrapServers;
    private final Duration timeout;
    private final boolean secured;

    private TopicAdmin(Admin admin, String bootstrapServers, Duration timeout, boolean secured) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
        this.secured = secured;
    }

    /**
     * Returns a connection to the cluster.
     *
     * @param properties client properties, {@code bootstrap.servers} among them
     * @param timeout longest wait for each answer
     * @throws UserException if no broker answers in that time
     */
    public static TopicAdmin connect(Map<String, Object> properties, Duration timeout) {
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
        TopicAdmin topics = new TopicAdmin(
                admin, bootstrapServers, timeout, settings.containsKey(AdminClientConfig.SECURITY_PROTOCOL_CONFIG));
        try {
            topics.await(admin.describeCluster().clusterId());
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
        return topics;
    }

    /**
     * Creates the topics that are missing, sized for images, and returns once every partition has a leader.
     *
     * @param partitions partitions of each new topic
     * @param replicas copies of each new topic, or -1 for the cluster's default
     */
    public void create(int partitions, short replicas, SizeLimits sizes) {
        create(missing(), partitions, replicas, sizes);
        awaitLeaders(Topics.all());
    }

    /** Creates a topic that is none of {@link Topics#all} as those are created, if it is not there yet. */
    public void createAlso(String topic, int partitions, short replicas, SizeLimits sizes) {
        if (!exists(topic)) {
            create(Set.of(topic), partitions, replicas, sizes);
            awaitLeaders(List.of(topic));
        }
    }

    private void create(Set<String> names, int partitions, short replicas, SizeLimits sizes) {
        List<NewTopic> wanted = names.stream()
                .map(name -> new NewTopic(
                                name, Optional.of(partitions), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                        .configs(Map.of(
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(neededBytes(name, sizes)))))
                .toList();
        admin.createTopics(wanted).values().forEach((name, created) -> {
            try {
                await(created);
            } catch (TopicExistsException e) {
                // Another instance was faster: what was wanted is there.
            }
        });
    }

    /**
     * Checks that every topic is there and takes records as large as the limits say.
     *
     * @throws UserException naming the topics that are missing or too small
     */
    public void check(SizeLimits sizes) {
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
        List<ConfigResource> resources = Topics.all().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        List<String> tooSmall = new ArrayList<>();
        await(admin.describeConfigs(resources).all()).forEach((resource, config) -> {
            long allowed = Long.parseLong(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
            int needed = neededBytes(resource.name(), sizes);
            if (allowed < needed) {
                tooSmall.add("%s: max.message.bytes is %d (needed: %d)".formatted(resource.name(), allowed, needed));
            }
        });
        if (!tooSmall.isEmpty()) {
            tooSmall.sort(null);
            throw UserException.failed("topics too small for --max-image-bytes %d: %s"
                    .formatted(sizes.maxImageBytes(), String.join("; ", tooSmall)));
        }
    }

    /** Returns the topics of ours that the cluster lacks, in their order. */
    public Set<String> missing() {
        Set<String> present = await(admin.listTopics().names());
        return Topics.all().stream()
                .filter(name -> !present.contains(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns every partition of a topic. */
    public List<TopicPartition> partitions(String topic) {
        return description(topic).partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Returns how many partitions each of these topics has, in their order; one that is not there is left out. */
    public Map<String, Integer> partitionCounts(List<String> topics) {
        Set<String> present = await(admin.listTopics().names());
        Map<String, Integer> counts = new LinkedHashMap<>();
        topics.stream()
                .filter(present::contains)
                .forEach(topic ->
                        counts.put(topic, description(topic).partitions().size()));
        return counts;
    }

    /**
     * Has the brokers stamp what is appended to this topic, if they do not yet.
     *
     * @throws UserException if they do not allow that
     */
    public void stampOnAppend(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry wanted =
                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(List.of(resource)).all());
        if (configs.values().stream().noneMatch(config -> wanted.value()
                .equals(config.get(wanted.name()).value()))) {
            AlterConfigOp set = new AlterConfigOp(wanted, AlterConfigOp.OpType.SET);
            await(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
        }
    }

    private TopicDescription description(String topic) {
        TopicDescription description =
                await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        if (description == null) {
            throw UserException.failed("missing topics: " + topic);
        }
        return description;
    }

    /** Returns whether the cluster has this topic. */
    public boolean exists(String topic) {
        return await(admin.listTopics().names()).contains(topic);
    }

    /** Returns what tells this topic from a later one of the same name. */
    public Uuid id(String topic) {
        return description(topic).topicId();
    }

    /**
     * Checks that these topics are there.
     *
     * @throws UserException naming those that are missing
     */
    public void require(List<String> names) {
        Set<String> present = await(admin.listTopics().names());
        List<String> missing =
                names.stream().filter(name -> !present.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    private static UserException missing(Collection<String> names) {
        return UserException.failed(
                "missing topics: %s (or no right to see them; else create them, or ask for it with --create-topics)"
                        .formatted(String.join(", ", names)));
    }

    /** Creates a topic of one partition that keeps the last record of each key, if it is not there yet. */
    public void createCompacted(String topic, short replicas) {
        if (exists(topic)) {
            return; // Who may use it need not have the right to make it.
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(1), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            // As wanted.
        }
        awaitLeaders(List.of(topic));
    }

    /** A new topic is known to the controller before the brokers know it, and to these before its partitions have leaders and offsets. */
    private void awaitLeaders(List<String> topics) {
        Map<TopicPartition, OffsetSpec> all = new LinkedHashMap<>();
        awaitKnown(() -> admin.describeTopics(topics).allTopicNames()).forEach((topic, description) -> description
                .partitions()
                .forEach(partition -> all.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        awaitKnown(() -> admin.listOffsets(all).all());
    }

    /** Asks again, for as long as one answer may take, while the answer is that a topic is not known. */
    private <T> T awaitKnown(Supplier<KafkaFuture<T>> question) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            KafkaFuture<T> answer = question.get();
            try {
                return await(answer);
            } catch (UserException e) {
                if (!saysUnknown(answer) || System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(ASK_AGAIN_MILLIS); // Kafka tells nobody when metadata has reached every broker.
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

    private static int neededBytes(String topic, SizeLimits sizes) {
        return topic.equals(Topics.MEDICAL_IMAGES) ? sizes.imageTopicBytes() : sizes.outputTopicBytes();
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
                        secured ? "" : " (one with TLS or passwords wants its settings: --config)"));
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
