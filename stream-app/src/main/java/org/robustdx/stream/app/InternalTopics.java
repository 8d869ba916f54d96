package org.robustdx.stream.app;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.topology.InternalTopicNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The internal topics that Kafka Streams created for the app. Kafka Streams gives them the image topic's number of
 * partitions at that time. It does not start if a later topology expects another number.
 */
final class InternalTopics {
    private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private InternalTopics() {}

    /**
     * Returns the number of partitions of the app's internal topics. If they do not exist yet, returns that of the
     * image topic.
     *
     * @throws UserException if the internal topics differ in their number of partitions, or no broker answers
     */
    static int partitions(StreamConfig config) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka().clientProperties("admin"), TIMEOUT)) {
            Map<String, Integer> counts = topics.partitionCounts(InternalTopicNames.all(config.applicationId()));
            stamped(topics, counts, InternalTopicNames.windows(config.applicationId()));
            int first = counts.values().stream().findFirst().orElseGet(() -> topics.partitions(Topics.MEDICAL_IMAGES)
                    .size());
            if (counts.values().stream().anyMatch(count -> count != first)) {
                throw UserException.failed(
                        "internal topics: partitions %s (expected: as many in each; stop all instances, delete these topics and the state directories, and start again: nothing of images is lost, but campaigns are counted anew)"
                                .formatted(counts.entrySet().stream()
                                        .map(topic -> "%s=%d".formatted(topic.getKey(), topic.getValue()))
                                        .collect(Collectors.joining(", "))));
            }
            return first;
        }
    }

    /**
     * Sets log-append time on the topic of windows. An earlier version created this topic with the timestamps of
     * images.
     */
    private static void stamped(TopicAdmin topics, Map<String, Integer> present, String windows) {
        if (present.containsKey(windows)) {
            try {
                topics.stampOnAppend(windows);
            } catch (UserException e) {
                LOG.warn(
                        "{} keeps the times of images, and its brokers may refuse or delete old ones (set message.timestamp.type=LogAppendTime): {}",
                        windows,
                        e.getMessage());
            }
        }
    }
}
