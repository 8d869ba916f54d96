package org.robustdx.stream.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.KafkaConnection;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.config.StreamConfig;

/** The app with its defaults on the bench's engine, in a JVM of its own, until it is killed. */
final class StubApp {
    private StubApp() {}

    /** Runs with brokers, folder of the state, expected size of an image in bytes. */
    public static void main(String[] args) throws InterruptedException {
        StreamConfig config = new StreamConfig(
                new KafkaConnection(args[0], Map.of()),
                "memory",
                Path.of("stub"),
                Device.CPU,
                1,
                1,
                0.01,
                SizeLimits.ofDefaults(),
                Optional.empty(),
                Path.of(args[1]),
                ProcessingGuarantee.EXACTLY_ONCE_V2,
                new Batching(PipelineOptions.ofDefaults(), Integer.parseInt(args[2])));
        try (StreamApp app =
                StreamApp.start(config, StubEngine.served(), Operations.ofDefaults(), PipelineListener.NONE)) {
            app.awaitEnd();
            app.failure().ifPresent(System.out::println);
        }
    }
}
