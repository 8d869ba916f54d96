package org.robustdx.console.topics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics. One thread reads alerts and decisions from their first record. Another one counts diagnoses, from a time in the past on, so that a
 * long history of diagnoses delays no alert.
 */
public final class Feed implements AutoCloseable {
    /** The topics that it reads. */
    public static final List<String> READ = List.of(
            Topics.ADVERSARIAL_ALERTS,
            Topics.OUT_OF_SCOPE_ALERTS,
            Topics.CAMPAIGN_ALERTS,
            Topics.REVIEWS,
            Topics.DIAGNOSES);

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TRY_AGAIN_MILLIS = 1_000;
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final MessageFormat format;
    private final CaseBoard board;
    private final Activity activity;
    private final FeedStatus status = new FeedStatus();
    private final FeedStatus diagnosesStatus = new FeedStatus();
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "console-feed");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private Feed(KafkaConnection kafka, SizeLimits sizes, MessageFormat format, CaseBoard board, Activity activity) {
        this.kafka = ClientSettings.feed(kafka);
        this.sizes = sizes;
        this.format = format;
        this.board = board;
        this.activity = activity;
    }

    private void begin(List<TopicPartition> partitions, Instant diagnosesSince) {
        List<TopicPartition> diagnoses = partitions.stream()
                .filter(one -> one.topic().equals(Topics.DIAGNOSES))
                .toList();
        List<TopicPartition> others = partitions.stream()
                .filter(one -> !one.topic().equals(Topics.DIAGNOSES))
                .toList();
        threads.execute(() -> follow(others, Optional.empty(), status));
        threads.execute(() -> follow(diagnoses, Optional.of(diagnosesSince), diagnosesStatus));
    }

    /**
     * Returns a newly started feed.
     *
     * @param board takes cases and decisions
     * @param activity counts diagnoses
     * @param partitions all partitions of the topics in {@link #READ}
     * @param diagnosesSince time from which diagnoses are counted
     */
    public static Feed start(
            KafkaConnection kafka,
            SizeLimits sizes,
            MessageFormat format,
            CaseBoard board,
            Activity activity,
            List<TopicPartition> partitions,
            Instant diagnosesSince) {
        Feed feed = new Feed(kafka, sizes, format, board, activity);
        feed.begin(partitions, diagnosesSince);
        return feed;
    }

    /** Returns whether the board shows what the topics hold. */
    public FeedStatus status() {
        return status;
    }

    /** Returns whether everything that was in all topics at the start has been read. */
    public boolean isComplete() {
        return status.caughtUp() && diagnosesStatus.caughtUp();
    }

    private void follow(List<TopicPartition> partitions, Optional<Instant> since, FeedStatus told) {
        while (!closed) {
            try (TopicReader reader = TopicReader.open(kafka, sizes, partitions, true)) {
                since.ifPresent(reader::skipTo);
                long askedAt = System.nanoTime() - ASK_NANOS;
                while (!closed) {
                    reader.poll(POLL).forEach(this::take);
                    if (System.nanoTime() - askedAt >= ASK_NANOS) {
                        told.answered(reader.atEnd());
                        askedAt = System.nanoTime();
                    }
                }
            } catch (InterruptException e) {
                return;
            } catch (KafkaException | RegistryException e) {
                if (told.silent()) {
                    LOG.warn("Kafka does not answer: {}", String.valueOf(e.getMessage()));
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            // The brokers do not signal that they answer again.
            Thread.sleep(TRY_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Takes one record. A record that is no message of its topic is left out, and said so in the log. */
    private void take(ConsumerRecord<byte[], byte[]> message) {
        try {
            if (message.topic().equals(Topics.REVIEWS)) {
                takeReview(message);
            } else if (message.value() != null) {
                takeFinding(message);
            }
        } catch (MalformedMessageException e) {
            LOG.warn("{}/{}/{}: no message of its topic", message.topic(), message.partition(), message.offset());
        }
    }

    private void takeFinding(ConsumerRecord<byte[], byte[]> message) {
        Subject subject = new Subject(message.topic(), message.partition(), message.offset());
        switch (message.topic()) {
            case Topics.ADVERSARIAL_ALERTS ->
                board.add(TriageCase.of(subject, format.decode(AvroSerdes.adversarialAlertCodec(), message.value())));
            case Topics.OUT_OF_SCOPE_ALERTS ->
                board.add(TriageCase.of(subject, format.decode(AvroSerdes.outOfScopeAlertCodec(), message.value())));
            case Topics.CAMPAIGN_ALERTS ->
                board.add(TriageCase.of(subject, format.decode(AvroSerdes.campaignAlertCodec(), message.value())));
            default -> activity.add(format.decode(AvroSerdes.diagnosisCodec(), message.value()));
        }
    }

    private void takeReview(ConsumerRecord<byte[], byte[]> message) {
        if (message.key() == null) {
            return;
        }
        String key = new String(message.key(), StandardCharsets.UTF_8);
        Optional<Subject> subject = Subject.ofReviewKey(key);
        if (subject.isEmpty()) {
            LOG.warn("{}/{}/{}: no key of a decision", message.topic(), message.partition(), message.offset());
            return;
        }
        String reviewer = key.substring(key.lastIndexOf('/') + 1);
        board.decide(
                subject.get(),
                reviewer,
                message.offset(),
                message.value() == null ? null : format.decode(AvroSerdes.reviewCodec(), message.value()));
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
