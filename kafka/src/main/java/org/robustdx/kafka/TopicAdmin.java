package org.robustdx.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** Creates, checks and describes topics. Every call waits a bounded time, and fails with a message of one line. */
public final class TopicAdmin implements AutoCloseable {
    private final AdminCalls calls;

    private TopicAdmin(AdminCalls calls) {
        this.calls = calls;
    }

    /**
     * Connects to a cluster.
     *
     * @param properties client properties, including {@code bootstrap.servers}
     * @param timeout maximum wait for each answer
     * @throws UserException if no broker answers within {@code timeout}
     */
    public static TopicAdmin connect(Map<String, Object> properties, Duration timeout) {
        return new TopicAdmin(AdminCalls.connect(properties, timeout));
    }

    /**
     * Creates the missing topics of {@link Topics#all}, sized for images. Returns once every partition has a leader.
     *
     * @param partitions partitions of each new topic
     * @param replicas replicas of each new topic, or -1 for the cluster's default
     */
    public void create(int partitions, short replicas, SizeLimits sizes) {
        create(missing(), partitions, replicas, sizes);
        awaitLeaders(Topics.all());
    }

    /** Creates a topic that is not in {@link Topics#all}, sized for images, unless it exists. */
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
        calls.create(wanted);
    }

    /**
     * Checks that every topic of {@link Topics#all} exists and accepts records of the sizes in {@code sizes}.
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
        calls.await(admin -> admin.describeConfigs(resources).all()).forEach((resource, config) -> {
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

    /** Returns the topics of {@link Topics#all} that the cluster lacks, in the same order. */
    public Set<String> missing() {
        Set<String> present = calls.await(admin -> admin.listTopics().names());
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

    /** Returns the number of partitions of each of these topics that exists, in the same order. */
    public Map<String, Integer> partitionCounts(List<String> topics) {
        Set<String> present = calls.await(admin -> admin.listTopics().names());
        Map<String, Integer> counts = new LinkedHashMap<>();
        topics.stream()
                .filter(present::contains)
                .forEach(topic ->
                        counts.put(topic, description(topic).partitions().size()));
        return counts;
    }

    /**
     * Makes the brokers set the timestamps of records that are appended to this topic.
     *
     * @throws UserException if the brokers refuse
     */
    public void stampOnAppend(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry wanted =
                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        Map<ConfigResource, Config> configs =
                calls.await(admin -> admin.describeConfigs(List.of(resource)).all());
        if (configs.values().stream().noneMatch(config -> wanted.value()
                .equals(config.get(wanted.name()).value()))) {
            AlterConfigOp set = new AlterConfigOp(wanted, AlterConfigOp.OpType.SET);
            calls.await(admin -> admin.incrementalAlterConfigs(Map.of(resource, List.of(set)))
                    .all());
        }
    }

    private TopicDescription description(String topic) {
        TopicDescription description = calls.await(
                        admin -> admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
        if (description == null) {
            throw UserException.failed("missing topics: " + topic);
        }
        return description;
    }

    /** Returns whether the cluster has this topic. */
    public boolean exists(String topic) {
        return calls.await(admin -> admin.listTopics().names()).contains(topic);
    }

    /** Returns the id of this topic. A later topic of the same name has another id. */
    public Uuid id(String topic) {
        return description(topic).topicId();
    }

    /** Returns how many records of a topic a consumer group has not committed yet. Without a committed position, every record of a partition counts. */
    public long lag(String group, String topic) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, OffsetAndMetadata> committed =
                calls.await(admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, ListOffsetsResultInfo> begins = offsets(partitions, OffsetSpec.earliest());
        long lag = 0;
        for (TopicPartition partition : partitions) {
            // A partition that the group has not committed is missing, or has no value.
            OffsetAndMetadata position = committed.get(partition);
            long begin = Objects.requireNonNull(begins.get(partition)).offset();
            long end = Objects.requireNonNull(ends.get(partition)).offset();
            long reached = position == null ? begin : Math.max(begin, position.offset());
            lag += Math.max(0, end - reached);
        }
        return lag;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new LinkedHashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        return calls.await(admin -> admin.listOffsets(wanted).all());
    }

    /**
     * Checks that these topics exist.
     *
     * @throws UserException naming those that are missing
     */
    public void require(List<String> names) {
        Set<String> present = calls.await(admin -> admin.listTopics().names());
        List<String> missing =
                names.stream().filter(name -> !present.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    private static UserException missing(Collection<String> names) {
        return UserException.failed(
                "missing topics: %s (expected: existing topics that this user may describe; --create-topics creates them)"
                        .formatted(String.join(", ", names)));
    }

    /** Creates a compacted topic of one partition, unless it exists. */
    public void createCompacted(String topic, short replicas) {
        if (exists(topic)) {
            return; // A user of the topic may lack the right to create it.
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(1), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        calls.create(List.of(wanted));
        awaitLeaders(List.of(topic));
    }

    /**
     * Waits until the brokers know new topics and their partitions have leaders and offsets. The controller knows a
     * topic before the brokers do.
     */
    private void awaitLeaders(List<String> topics) {
        Map<TopicPartition, OffsetSpec> all = new LinkedHashMap<>();
        calls.awaitKnown(admin -> admin.describeTopics(topics).allTopicNames())
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition ->
                                all.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        calls.awaitKnown(admin -> admin.listOffsets(all).all());
    }

    private static int neededBytes(String topic, SizeLimits sizes) {
        return topic.equals(Topics.MEDICAL_IMAGES) ? sizes.imageTopicBytes() : sizes.outputTopicBytes();
    }

    @Override
    public void close() {
        calls.close();
    }
}
