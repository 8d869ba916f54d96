package org.robustdx.lab.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.dlq.DeadLetter;

/** Consumes committed outcomes and measures throughput and latency. */
final class Meter implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** One in so many outcomes is kept for a closer look. */
    private static final int SAMPLED = 10;

    private final TopicReader reader;
    private final Supplier<Optional<String>> failure;
    /** Some outcomes, which are decoded after the measurement. */
    private final List<Sample> samples = new ArrayList<>();

    private long[] latencies = new long[1024];
    private int latencyCount;
    private long count;

    /** An outcome, with the times of its image and of its arrival in milliseconds since 1970. */
    private record Sample(ConsumerRecord<byte[], byte[]> outcome, long image, long arrival) {}

    /** @param failure returns why the app stopped; empty while it runs */
    Meter(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> outputs, Supplier<Optional<String>> failure) {
        this.reader = TopicReader.open(kafka, sizes, outputs, true);
        this.failure = failure;
    }

    /** Returns the number of outcomes so far. */
    long count() {
        return count;
    }

    /**
     * Reads outcomes until the rate is steady. The first window begins with the first outcome.
     *
     * @param longest longest time, counted from the first outcome
     * @param total total number of outcomes that will come
     * @param outcomes takes the time of each arrival
     */
    WarmUp warmUp(Duration longest, long total, Timeline outcomes) {
        long now = poll();
        outcomes.add(now, count);
        WarmUp warmUp = new WarmUp(now, count, longest);
        while (!warmUp.isOver(now, count) && count < total) {
            now = poll();
            outcomes.add(now, count);
        }
        return warmUp;
    }

    /**
     * Returns the throughput in outcomes per second, between the next outcome and the last one within {@code time}.
     *
     * @param total total number of outcomes that will come
     */
    double perSecond(Duration time, long total) {
        if (count >= total) {
            throw UserException.failed("the warm-up used all %d images".formatted(total));
        }
        long start = poll();
        long base = count;
        long last = start;
        while (System.nanoTime() - start < time.toNanos() && count < total) {
            last = poll();
        }
        if (count <= base) {
            throw UserException.failed("too few images for a measurement: %d".formatted(total));
        }
        return (count - base) * 1e9 / (last - start);
    }

    /** Reads outcomes for {@code time} and records the age of each outcome's image, in place of those recorded before. */
    void latencies(Duration time) {
        latencyCount = 0;
        samples.clear();
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
                if (latencyCount == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * latencyCount);
                }
                long arrival = System.currentTimeMillis();
                long image = sent(outcome);
                if (latencyCount % SAMPLED == 0) {
                    samples.add(new Sample(outcome, image, arrival));
                }
                latencies[latencyCount++] = arrival - image;
                count++;
            }
            checkAlive();
        }
    }

    /** Reads outcomes until there are {@code total}, or none comes for {@code quiet}. */
    void drain(long total, Duration quiet) {
        long last = System.nanoTime();
        while (count < total && System.nanoTime() - last < quiet.toNanos()) {
            if (read()) {
                last = System.nanoTime();
            }
        }
    }

    /**
     * Returns the timestamp of an outcome's image. The app writes it into a header. The naive app keeps it as the
     * outcome's own timestamp.
     */
    private static long sent(ConsumerRecord<byte[], byte[]> outcome) {
        Header image = outcome.headers().lastHeader(DeadLetter.TIMESTAMP);
        return image == null ? outcome.timestamp() : Long.parseLong(new String(image.value(), StandardCharsets.UTF_8));
    }

    /** Returns the mean time from an image's timestamp to its diagnosis, in milliseconds, of one in ten images. */
    double meanMillisToDiagnosis() {
        return samples.stream()
                .mapToLong(sample -> diagnosedAt(sample) - sample.image())
                .average()
                .orElse(0);
    }

    /** Returns the mean time from a diagnosis to its arrival here, in milliseconds, of one in ten images. */
    double meanMillisToReader() {
        return samples.stream()
                .mapToLong(sample -> sample.arrival() - diagnosedAt(sample))
                .average()
                .orElse(0);
    }

    private static long diagnosedAt(Sample sample) {
        return AvroSerdes.diagnosisCodec()
                .decode(sample.outcome().value())
                .getDiagnosedAt()
                .toEpochMilli();
    }

    /** Returns the number of recorded latencies. */
    int latencyCount() {
        return latencyCount;
    }

    /**
     * Returns a quantile of the recorded latencies, in milliseconds.
     *
     * @param share share of the images, 0 to 1
     */
    double quantile(double share) {
        if (latencyCount == 0) {
            throw UserException.failed("the app produced no outcome");
        }
        long[] sorted = Arrays.copyOf(latencies, latencyCount);
        Arrays.sort(sorted);
        return quantile(sorted, share);
    }

    /** Returns the smallest value that at least this share of the values does not exceed. */
    static long quantile(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Waits for at least one outcome and returns the time. */
    private long poll() {
        long start = System.nanoTime();
        while (!read()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw UserException.failed("the app produced no outcome for %d s".formatted(PATIENCE.toSeconds()));
            }
        }
        return System.nanoTime();
    }

    /** Reads the outcomes that have arrived, and returns whether there were any. */
    private boolean read() {
        long before = count;
        for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
            count += outcome.value() == null ? 0 : 1;
        }
        checkAlive();
        return count > before;
    }

    private void checkAlive() {
        failure.get().ifPresent(why -> {
            throw UserException.failed(why);
        });
    }

    @Override
    public void close() {
        reader.close();
    }
}
