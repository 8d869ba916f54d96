package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.TaskPolicies;

/**
 * What the benchmark measures.
 *
 * @param model the ONNX file; empty for a stub engine that takes 10 ms per call and 0.5 ms per image
 * @param images folder of images
 * @param device device of the model
 * @param threads number of stream threads
 * @param intraOpThreads threads of the model within one call
 * @param guarantee processing guarantee
 * @param policies when images are flagged
 * @param batching how images are grouped into batches; the expected image size is measured
 * @param partitions numbers of partitions to measure, at least one, each 1 to 256
 * @param mainPartitions which of them applies to the naive app, the second instance and the latencies
 * @param time duration of each measurement after its warm-up, 1 s to 1 h
 */
public record BenchSettings(
        Optional<Path> model,
        Path images,
        Device device,
        int threads,
        int intraOpThreads,
        ProcessingGuarantee guarantee,
        TaskPolicies policies,
        PipelineOptions batching,
        List<Integer> partitions,
        int mainPartitions,
        Duration time) {
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
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("seconds: %d (expected: 1 to 3600)".formatted(time.toSeconds()));
        }
    }
}
