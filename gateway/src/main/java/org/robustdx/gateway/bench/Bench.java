package org.robustdx.gateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.MessageFormat;

/** Stores studies in a gateway by STOW-RS at a rate, and measures how long their outcomes take. */
public final class Bench {
    private static final int MOST_WAITING = 1_000;

    private final KafkaConnection kafka;
    private final MessageFormat format;
    private final Pseudonyms pseudonyms;
    private final DicomWebClient gateway;
    private final Settings settings;

    /**
     * How to measure.
     *
     * @param images folder with DICOM images, of which copies are sent
     * @param perSecond studies to send in a second
     * @param length how long to send
     * @param patience longest wait for outcomes after the last study
     * @param atATime most requests at a time
     * @param seed start of the unique identifiers; a run with the same seed sends the same studies, which the gateway takes once
     */
    public record Settings(Path images, double perSecond, Duration length, Duration patience, int atATime, long seed) {
        public Settings {
            Pace.check(perSecond);
            if (perSecond == 0) {
                throw new IllegalArgumentException("rate: 0 (expected: > 0)");
            }
            if (length.toSeconds() < 1 || length.toHours() > 24) {
                throw new IllegalArgumentException("seconds: %d (expected: 1 to 86400)".formatted(length.toSeconds()));
            }
            if (atATime < 1 || atATime > 64) {
                throw new IllegalArgumentException("max-requests: %d (expected: 1 to 64)".formatted(atATime));
            }
        }
    }

    /**
     * Creates a measurement.
     *
     * @param kafka the cluster of gateway and app
     * @param pseudonyms those of the gateway, by which its images are found
     * @param gateway where the studies are stored
     */
    public Bench(
            KafkaConnection kafka,
            MessageFormat format,
            Pseudonyms pseudonyms,
            DicomWebClient gateway,
            Settings settings) {
        this.kafka = kafka;
        this.format = format;
        this.pseudonyms = pseudonyms;
        this.gateway = gateway;
        this.settings = settings;
    }

    /** What is known of the studies that were sent. */
    private static final class Sent {
        final Map<String, Long> nanos = new ConcurrentHashMap<>();
        final List<Double> answerMillis = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger refused = new AtomicInteger();
    }

    /** Measures. */
    public BenchResult run(Duration connectTimeout) throws InterruptedException {
        Studies studies = Studies.of(settings.images(), settings.seed());
        List<TopicPartition> partitions = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), connectTimeout)) {
            topics.require(List.of(Topics.DIAGNOSES, Topics.DEAD_LETTERS));
            partitions.addAll(topics.partitions(Topics.DIAGNOSES));
            partitions.addAll(topics.partitions(Topics.DEAD_LETTERS));
        }
        try (Outcomes outcomes = Outcomes.watch(kafka, format, partitions)) {
            Sent sent = new Sent();
            double seconds = send(studies, sent);
            await(outcomes, sent);
            return result(outcomes, sent, seconds);
        }
    }

    private double send(Studies studies, Sent sent) throws InterruptedException {
        ExecutorService senders = Executors.newFixedThreadPool(settings.atATime());
        long start = System.nanoTime();
        long end = start + settings.length().toNanos();
        Pace pace = new Pace(settings.perSecond());
        Semaphore places = new Semaphore(MOST_WAITING);
        while (System.nanoTime() - end < 0) {
            pace.await();
            Studies.Study study = studies.next();
            // From here on, not from its turn: a gateway that cannot keep up must not look fast.
            long due = System.nanoTime();
            places.acquire();
            senders.execute(() -> {
                send(study, due, sent);
                places.release();
            });
        }
        senders.shutdown();
        if (!senders.awaitTermination(settings.patience().toNanos(), TimeUnit.NANOSECONDS)) {
            senders.shutdownNow();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void send(Studies.Study study, long start, Sent sent) {
        String image = pseudonyms.uid(study.sopInstance());
        try {
            // Before the answer: the outcome may be there first.
            sent.nanos.put(image, start);
            if (gateway.store(List.of(study.file())).isEmpty()) {
                sent.answerMillis.add(millis(System.nanoTime() - start));
                return;
            }
        } catch (ArchiveException e) {
            // Counted as refused, like what the gateway names in its answer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sent.nanos.remove(image);
        sent.refused.incrementAndGet();
    }

    private void await(Outcomes outcomes, Sent sent) throws InterruptedException {
        long end = System.nanoTime() + settings.patience().toNanos();
        while (!outcomes.nanos().keySet().containsAll(sent.nanos.keySet()) && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static BenchResult result(Outcomes outcomes, Sent sent, double seconds) {
        List<Double> outcomeMillis = new ArrayList<>();
        sent.nanos.forEach((image, start) -> {
            Long end = outcomes.nanos().get(image);
            if (end != null) {
                outcomeMillis.add(millis(end - start));
            }
        });
        return new BenchResult(
                sent.nanos.size(),
                sent.refused.get(),
                sent.nanos.size() - outcomeMillis.size(),
                seconds,
                List.copyOf(sent.answerMillis),
                outcomeMillis);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
