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

/** A consumer of committed outcomes with a clock. */
final class Meter implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TopicReader reader;
    private final Supplier<Optional<String>> failure;
    private long[] latencies = new long[1024];
    private int latencyCount;
    private long count;

    /** @param failure what stopped the app, if anything has */
    Meter(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> outputs, Supplier<Optional<String>> failure) {
        this.reader = TopicReader.open(kafka, sizes, outputs, true);
        this.failure = failure;
    }

    /** Reads for a time from the first outcome on. */
    void warmUp(Duration time, long total) {
        long began = poll();
        while (System.nanoTime() - began < time.toNanos() && count < total) {
            poll();
        }
    }

    /**
     * Returns how many outcomes come a second, from the next ones on to the last ones within the time, or of all that there are.
     *
     * @param total how many there will be
     */
    double perSecond(Duration time, long total) {
        if (count >= total) {
            throw UserException.failed("the images were used up by the warm-up: %d".formatted(total));
        }
        long start = poll();
        long base = count;
        long last = start;
        while (System.nanoTime() - start < time.toNanos() && count < total) {
            last = poll();
        }
        if (count <= base) {
            throw UserException.failed("too few images to measure with: %d".formatted(total));
        }
        return (count - base) * 1e9 / (last - start);
    }

    /** Reads for a time and keeps how old each outcome's image is. */
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

    /** Returns the timestamp of an outcome's image: in a header, or, from the app without batches, the outcome's own. */
    private static long sent(ConsumerRecord<byte[], byte[]> outcome) {
        Header image = outcome.headers().lastHeader(DeadLetter.TIMESTAMP);
        return image == null ? outcome.timestamp() : Long.parseLong(new String(image.value(), StandardCharsets.UTF_8));
    }

    /** Forgets the latencies so far. */
    void restart() {
        latencyCount = 0;
    }

    /** Returns the latency, in milliseconds, that this share of images does not exceed. */
    double quantile(double share) {
        if (latencyCount == 0) {
            throw UserException.failed("no image came out");
        }
        long[] sorted = Arrays.copyOf(latencies, latencyCount);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(latencyCount - 1L, (long) Math.ceil(share * latencyCount))];
    }

    /** Waits for outcomes and returns when they came. */
    private long poll() {
        long start = System.nanoTime();
        long before = count;
        while (count == before) {
            for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
                count += outcome.value() == null ? 0 : 1;
            }
            checkAlive();
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw UserException.failed("no image came out for %d s".formatted(PATIENCE.toSeconds()));
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
