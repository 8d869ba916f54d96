package org.robustdx.lab.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.robustdx.stream.dlq.DeadLetter;

/** Consumes committed outcomes and measures throughput and latency. */
final class Meter implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TopicReader reader;
    private final Supplier<Optional<String>> failure;
    private long[] latencies = new long[1024];
    private int latencyCount;
    private long count;

    /** @param failure returns why the app stopped; empty while it runs */
    Meter(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> outputs, Supplier<Optional<String>> failure) {
        this.reader = TopicReader.open(kafka, sizes, outputs, true);
        this.failure = failure;
    }

    /** Reads outcomes for {@code time}, counted from the first outcome. */
    void warmUp(Duration time, long total) {
        long began = poll();
        while (System.nanoTime() - began < time.toNanos() && count < total) {
            poll();
        }
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

    /** Reads outcomes for {@code time} and records the age of each outcome's image. */
    void latencies(Duration time) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
                if (latencyCount == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * latencyCount);
                }
                latencies[latencyCount++] = System.currentTimeMillis() - sent(outcome);
            }
            checkAlive();
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

    /** Discards the recorded latencies. */
    void restart() {
        latencyCount = 0;
    }

    /**
     * Returns a quantile of the latencies, in milliseconds.
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
        long before = count;
        while (count == before) {
            for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
                count += outcome.value() == null ? 0 : 1;
            }
            checkAlive();
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw UserException.failed("the app produced no outcome for %d s".formatted(PATIENCE.toSeconds()));
            }
        }
        return System.nanoTime();
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
