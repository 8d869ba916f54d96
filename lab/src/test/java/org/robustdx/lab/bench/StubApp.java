package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.util.Map;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.Configs;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;

/** The app with default settings on the stub engine, in a separate JVM, until it is killed. */
final class StubApp {
    private StubApp() {}

    /** Arguments: brokers, state folder, expected image size in bytes. */
    public static void main(String[] args) throws InterruptedException {
        StreamConfig config = Configs.of(
                "memory",
                new KafkaConnection(args[0], Map.of()),
                Path.of("stub"),
                SizeLimits.ofDefaults(),
                Path.of(args[1]),
                new Batching(PipelineOptions.ofDefaults(), Integer.parseInt(args[2])));
        try (StreamApp app = StreamApp.start(
                config, StubEngine.served(StubTimes.ofDefaults()), Operations.ofDefaults(), PipelineListener.NONE)) {
            app.awaitEnd();
            app.failure().ifPresent(System.out::println);
        }
    }
}
