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
 * What to measure.
 *
 * @param model the ONNX file, or nothing for a stand-in of 10 ms a call and 0.5 ms an image
 * @param images folder of images
 * @param device where the model runs
 * @param threads stream threads
 * @param intraOpThreads threads of the model within one call
 * @param guarantee how often an outcome can be seen
 * @param policies when images are flagged
 * @param batching how images are brought into batches; the expected size is taken from the images
 * @param partitions numbers of partitions to measure with, at least one
 * @param mainPartitions that of them which naive app, second instance and latencies are measured with
 * @param time of each measurement, after its warm-up
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
