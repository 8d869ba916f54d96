package org.robustdx.stream.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.Configs;
import org.robustdx.stream.HookedEngine;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.slf4j.LoggerFactory;

/** The app as {@code stream} runs it, but for its engine, which can be made slow and made to fail. Exit code 1 at an outage. */
final class ChaosApp {
    static final SizeLimits SIZES = new SizeLimits(64 << 10);
    static final String STREAMING = "streaming";

    /** Whatever is lost is missed sooner than in production: a round is to take seconds. */
    private static final Map<String, String> SOON_MISSED = Map.of(
            "session.timeout.ms", "3000",
            "heartbeat.interval.ms", "500",
            "producer.transaction.timeout.ms", "4000");

    private ChaosApp() {}

    /** Runs with brokers, model, engine's fault, folder of the state, registry. */
    public static void main(String[] args) {
        int code = 1;
        try {
            code = run(args[0], Path.of(args[1]), new EngineFault(Path.of(args[2])), Path.of(args[3]), args[4]);
        } catch (Throwable e) {
            LoggerFactory.getLogger(ChaosApp.class).error("failed", e);
        }
        System.exit(code);
    }

    private static int run(String brokers, Path model, EngineFault fault, Path state, String registry)
            throws InterruptedException {
        StreamConfig config = Configs.of(
                "chaos",
                new KafkaConnection(brokers, SOON_MISSED),
                model,
                SIZES,
                state,
                new Batching(new PipelineOptions(8, Duration.ofMillis(5), 1, 2), 500));
        Operations operations = new Operations(
                CampaignSettings.ofDefaults(),
                Operations.KNOWN_ANSWER_BYTES,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(URI.create(registry)));
        try (StreamApp app = StreamApp.start(
                config,
                HookedEngine.served(StreamApp.open(model, Device.CPU, 1), fault),
                operations,
                PipelineListener.NONE)) {
            Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
            app.awaitRunning(Duration.ofMinutes(5));
            System.out.println(STREAMING);
            app.awaitEnd();
            app.failure().ifPresent(System.out::println);
            return app.failure().isPresent() ? 1 : 0;
        }
    }
}
