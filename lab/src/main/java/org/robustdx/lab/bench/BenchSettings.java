package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the benchmark measures.
 *
 * @param app how the app runs; the expected image size is measured
 * @param images folder of images
 * @param partitions numbers of partitions to measure, at least one, each 1 to 256
 * @param mainPartitions which of them applies to the naive app, the second instance and the latencies
 * @param warmUp longest warm-up of each measurement, 1 s to 1 h; it ends earlier when the rates are steady
 * @param time duration of each measurement after its warm-up, 1 s to 1 h
 * @param curve file for the plot of latency over load; empty not to measure the curve
 */
public record BenchSettings(
        AppSettings app,
        Path images,
        List<Integer> partitions,
        int mainPartitions,
        Duration warmUp,
        Duration time,
        Optional<Path> curve) {
    /** @throws IllegalArgumentException if a value is out of its range */
    public BenchSettings {
        partitions = List.copyOf(partitions);
        for (int count : partitions) {
            if (count < 1 || count > 256) {
                throw new IllegalArgumentException("partitions: %d (expected: 1 to 256)".formatted(count));
            }
        }
        if (!partitions.contains(mainPartitions)) {
            throw new IllegalArgumentException("partitions: %s (expected: at least one)".formatted(partitions));
        }
        inRange("seconds", time);
        inRange("warm-up", warmUp);
    }

    private static void inRange(String name, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("%s: %d (expected: 1 to 3600)".formatted(name, time.toSeconds()));
        }
    }
}
