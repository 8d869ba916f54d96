package org.robustdx.stream.dlq;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;

/**
 * Sends dead letters to the image topic again, each at most once. One transaction contains a replayed record and its
 * entry in the {@link ReplayLog}. All replays share a transactional id. A new replay therefore aborts the open
 * transaction of a killed one and fences off a running one, and reads the log only after that.
 */
public final class Replayer {
    /** Header of a replayed record: position of the dead letter, {@code PARTITION/OFFSET}. */
    public static final String REPLAY_OF = "robustdx.replay.of";

    private static final String TRANSACTIONAL_ID = Topics.REPLAYS;
    /**
     * An open transaction blocks readers of committed records. After this time, the broker aborts the transaction of a
     * killed replay.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 15_000;

    private static final long LONGEST_TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_LETTERS = 100;
    private static final long MOST_BYTES = 16 << 20;
    /** Upper bound of a record's size beyond its key, value and headers. */
    private static final int FRAMING = 256;

    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final TopicAdmin topics;
    private final Clock clock;

    /**
     * The result of a replay.
     *
     * @param replayed number of dead letters that this call replayed
     * @param before number of dead letters that earlier calls replayed
     * @param refused dead letters that cannot be replayed, each with the reason in words
     */
    public record Report(int replayed, int before, Map<LetterPosition, String> refused) {}

    /** Creates a replayer for a cluster. */
    public Replayer(KafkaConnection kafka, SizeLimits sizes, TopicAdmin topics, Clock clock) {
        this.kafka = kafka;
        this.sizes = sizes;
        this.topics = topics;
        this.clock = clock;
    }

    /** Returns what a replay would do, without sending anything. */
    public Report plan(LetterFilter filter) {
        LetterBox box = new LetterBox(kafka, sizes, topics);
        Tally tally = new Tally(box.replayed());
        box.forEach(filter, letter -> {
            if (tally.isDue(letter)) {
                tally.replayed++;
            }
        });
        return tally.report();
    }

    /**
     * Replays the matching dead letters that exist when the call begins and that were not replayed before.
     *
     * @param perSecond maximum number of dead letters per second; 0 for no limit
     * @throws UserException if another replay takes over or the brokers fail; a later call can replay the rest
     */
    public Report replay(LetterFilter filter, double perSecond) {
        Pace pace = new Pace(perSecond);
        ReplayLog log = ReplayLog.create(topics);
        Producer<byte[], byte[]> producer = ImageProducers.open(
                kafka,
                sizes,
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        TRANSACTIONAL_ID,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        TRANSACTION_TIMEOUT_MILLIS));
        try {
            producer.initTransactions();
            LetterBox box = new LetterBox(kafka, sizes, topics);
            Tally tally = new Tally(box.replayed());
            Transactions transactions = new Transactions(producer, log, tally);
            int partitions = producer.partitionsFor(Topics.MEDICAL_IMAGES).size();
            box.forEach(filter, letter -> {
                if (tally.isDue(letter)) {
                    await(pace);
                    transactions.send(letter, partitions);
                }
            });
            transactions.commit();
            return tally.report();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw UserException.failed("another replay took over and will replay the rest");
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.failed("the replay stopped: %s: %s; a later replay continues with the rest"
                    .formatted(cause.getClass().getSimpleName(), cause.getMessage()));
        } finally {
            producer.close(Duration.ofSeconds(5)); // Aborts a transaction that is still open.
        }
    }

    private static void await(Pace pace) {
        try {
            pace.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserException.failed("interrupted");
        }
    }

    /** Counts the dead letters by result. */
    private final class Tally {
        private final Set<LetterPosition> earlier;
        private final Map<LetterPosition, String> refused = new TreeMap<>();
        private int before;
        private int replayed;

        Tally(Set<LetterPosition> earlier) {
            this.earlier = earlier;
        }

        boolean isDue(Letter letter) {
            if (earlier.contains(letter.position())) {
                before++;
                return false;
            }
            String why = obstacle(letter);
            if (why != null) {
                refused.put(letter.position(), why);
            }
            return why == null;
        }

        private @Nullable String obstacle(Letter letter) {
            if (!letter.originTopic().filter(Topics.MEDICAL_IMAGES::equals).isPresent()) {
                return "it does not come from " + Topics.MEDICAL_IMAGES;
            }
            if (letter.omitted()) {
                return "its %d bytes were omitted (sha256 %s); the original was at %s %d/%d"
                        .formatted(
                                letter.size(),
                                letter.omittedSha256(),
                                Topics.MEDICAL_IMAGES,
                                letter.originPartition(),
                                letter.originOffset().orElse(-1));
            }
            byte[] value = letter.value();
            if (value == null) {
                return "it never had a value";
            }
            if (weight(letter, value) > sizes.imageTopicBytes()) {
                return "its record would be larger than --max-image-bytes allows";
            }
            return null;
        }

        Report report() {
            return new Report(replayed, before, new TreeMap<>(refused));
        }
    }

    /** Groups replayed records and their log entries into small transactions. */
    private final class Transactions {
        private final Producer<byte[], byte[]> producer;
        private final ReplayLog log;
        private final Tally tally;
        private int letters;
        private long bytes;
        private long begun;

        Transactions(Producer<byte[], byte[]> producer, ReplayLog log, Tally tally) {
            this.producer = producer;
            this.log = log;
            this.tally = tally;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if a send failed.
        void send(Letter letter, int partitions) {
            if (letters == 0) {
                producer.beginTransaction();
                begun = System.nanoTime();
            }
            producer.send(image(letter, partitions));
            producer.send(log.entry(letter.position(), clock.instant()));
            letters++;
            bytes += letter.size();
            if (letters == MOST_LETTERS
                    || bytes >= MOST_BYTES
                    || System.nanoTime() - begun >= LONGEST_TRANSACTION_NANOS) {
                commit();
            }
        }

        void commit() {
            if (letters > 0) {
                producer.commitTransaction();
                tally.replayed += letters;
                letters = 0;
                bytes = 0;
            }
        }
    }

    /**
     * Returns the original record without its timestamp. With the old timestamp, retention could delete it before it is
     * read.
     */
    private static ProducerRecord<byte[], byte[]> image(Letter letter, int partitions) {
        Headers headers = letter.sendersHeaders();
        headers.add(REPLAY_OF, letter.position().toString().getBytes(StandardCharsets.UTF_8));
        int from = letter.originPartition();
        return new ProducerRecord<>(
                Topics.MEDICAL_IMAGES,
                from >= 0 && from < partitions ? from : null,
                letter.key(),
                letter.value(),
                headers);
    }

    private static long weight(Letter letter, byte[] value) {
        long weight = FRAMING + (long) value.length;
        byte[] key = letter.key();
        weight += key == null ? 0 : key.length;
        for (Header header : letter.headers()) {
            if (!DeadLetter.isOurs(header.key())) {
                weight += RecordWeights.of(header);
            }
        }
        return weight;
    }
}
