package org.robustdx.console.cases;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Review;

/**
 * What is under review: the record of an alert, of a campaign alert or of a diagnosis.
 *
 * @param topic one of {@link #TOPICS}
 * @param partition partition of the record
 * @param offset offset of the record
 */
public record Subject(String topic, int partition, long offset) implements Comparable<Subject> {
    /** The topics whose records can be under review. */
    public static final List<String> TOPICS =
            List.of(Topics.ADVERSARIAL_ALERTS, Topics.OUT_OF_SCOPE_ALERTS, Topics.CAMPAIGN_ALERTS, Topics.DIAGNOSES);

    private static final Pattern PATH = Pattern.compile("([a-z-]{1,40})/(\\d{1,6})/(\\d{1,18})");

    public Subject {
        if (!TOPICS.contains(topic)) {
            throw new IllegalArgumentException("topic: %s (expected: one of %s)".formatted(topic, TOPICS));
        }
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("position: %d/%d (expected: >= 0)".formatted(partition, offset));
        }
    }

    /** Returns the subject that this text names, as {@link #toString} writes it; empty if it names none. */
    public static Optional<Subject> parse(String text) {
        Matcher path = PATH.matcher(text);
        if (!path.matches() || !TOPICS.contains(path.group(1))) {
            return Optional.empty();
        }
        return Optional.of(new Subject(path.group(1), Integer.parseInt(path.group(2)), Long.parseLong(path.group(3))));
    }

    /** Returns the subject of a review; empty if the review names no record that can be under review. */
    public static Optional<Subject> of(Review review) {
        return parse("%s/%d/%d"
                .formatted(review.getSubjectTopic(), review.getSubjectPartition(), review.getSubjectOffset()));
    }

    /** Returns the key of a reviewer's decision in the topic of reviews. */
    public String reviewKey(String reviewer) {
        return this + "/" + reviewer;
    }

    /** Returns the subject of a review by the key of its record; empty if the key has another form. */
    public static Optional<Subject> ofReviewKey(String key) {
        int end = key.lastIndexOf('/');
        return end < 0 ? Optional.empty() : parse(key.substring(0, end));
    }

    @Override
    public int compareTo(Subject other) {
        int byTopic = topic.compareTo(other.topic);
        if (byTopic != 0) {
            return byTopic;
        }
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    /** Returns {@code TOPIC/PARTITION/OFFSET}. */
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
