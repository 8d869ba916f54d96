package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * What the benchmark of {@code classify} measures.
 *
 * @param model the ONNX file; empty for the stub engine
 * @param stub times of the stub engine
 * @param device device of the model
 * @param intraOpThreads threads of the model within one call
 * @param pipeline batches and threads
 * @param images folder of images, which are classified again and again
 * @param time duration of each of the three measurements of a round, 1 s to 1 h
 * @param rounds rounds, 1 to 1000; the first is a warm-up on top of these
 */
public record ClassifyBenchSettings(
        Optional<Path> model,
        StubTimes stub,
        Device device,
        int intraOpThreads,
        PipelineOptions pipeline,
        Path images,
        Duration time,
        int rounds) {
    private static final int MOST_ROUNDS = 1000;

    /** @throws IllegalArgumentException if a value is out of its range */
    public ClassifyBenchSettings {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("seconds: %d (expected: 1 to 3600)".formatted(time.toSeconds()));
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("rounds: %d (expected: 1 to %d)".formatted(rounds, MOST_ROUNDS));
        }
    }

    /** Opens the engine. */
    ServedModel open() {
        return model.map(file -> StreamApp.open(file, device, intraOpThreads)).orElseGet(() -> StubEngine.served(stub));
    }
}
