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
 * The topics that Kafka Streams has made for the app. They keep the number of partitions that they were made with, which is the image topic's at that time:
 * with another one Kafka Streams would not start.
 */
final class InternalTopics {
    private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private InternalTopics() {}

    /**
     * Returns how many partitions the app's internal topics have or are to have.
     *
     * @throws UserException if they do not agree, or no broker answers
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

    /** That of an earlier version is stamped by the app, with times of images. */
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
