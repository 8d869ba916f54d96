package org.robustdx.stream.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.StreamsSettings;
import org.robustdx.stream.config.UserException;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelDiagnostician;
import org.robustdx.stream.topology.DiagnosisTopology;

/** The model and the topology at work on a cluster whose topics exist. Ends on {@link #close} or at an outage. */
public final class StreamApp implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final OnnxModel model;
    private final KafkaStreams streams;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private StreamApp(OnnxModel model, KafkaStreams streams) {
        this.model = model;
        this.streams = streams;
    }

    /**
     * Returns the app, newly started.
     *
     * @throws UserException if the model, the device, the content folder or a Kafka property is not usable
     */
    public static StreamApp start(StreamConfig config) {
        return start(config, Operations.ofDefaults());
    }

    /** As {@link #start(StreamConfig)}, watched over as the operations say. */
    public static StreamApp start(StreamConfig config, Operations operations) {
        Optional<ReferencedFiles> files = config.contentRoot().map(StreamApp::referenced);
        OnnxModel model =
                ModelOpener.open(config.model(), new OnnxModel.Options(config.device(), config.intraOpThreads()));
        try {
            Diagnostician diagnostician = new ModelDiagnostician(
                    model, new VerdictPolicy(config.falseAlarmRate()), DecodeLimits.ofDefaults());
            DiagnosisTopology topology = new DiagnosisTopology(
                    diagnostician,
                    new ContentResolver(config.sizes().maxImageBytes(), files),
                    new Findings(diagnostician.model(), config.falseAlarmRate(), Clock.systemUTC()),
                    config.sizes(),
                    campaigns(model, config, operations.campaigns()));
            StreamApp app = new StreamApp(model, new KafkaStreams(topology.build(), StreamsSettings.of(config)));
            app.start();
            return app;
        } catch (KafkaException e) {
            model.close();
            throw UserException.badInput("kafka: " + cause(e));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static Optional<CampaignRules> campaigns(OnnxModel model, StreamConfig config, CampaignSettings settings) {
        ModelMetadata metadata = model.metadata();
        return Optional.of(settings)
                .filter(CampaignSettings::enabled)
                .map(enabled -> new CampaignRules(
                        enabled,
                        config.falseAlarmRate(),
                        metadata.detectors().size(),
                        metadata.calibration().n(),
                        Clock.systemUTC()));
    }

    private void start() {
        // An outage stops the app: whoever supervises it starts it again, and no image is passed over meanwhile.
        streams.setUncaughtExceptionHandler(e -> {
            failure.compareAndSet(null, e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            } else if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                running.countDown();
                ended.countDown();
            }
        });
        streams.start();
    }

    private static ReferencedFiles referenced(Path root) {
        try {
            return ReferencedFiles.under(root, DecodeLimits.ofDefaults().maxBytes());
        } catch (IOException e) {
            throw UserException.badInput("content-root: %s (expected: a directory that can be read)".formatted(root));
        }
    }

    /** Returns the model at work, in one line: name, digest, task, provider. */
    public String modelLine() {
        return "%s (sha256 %s...), task %s, on %s"
                .formatted(
                        model.name(),
                        model.sha256().substring(0, 12),
                        model.metadata().task(),
                        model.provider());
    }

    /** Returns the task that the model is for. */
    public String task() {
        return model.metadata().task();
    }

    /**
     * Waits until the app has its partitions.
     *
     * @throws UserException if it does not come to that in this time
     */
    public void awaitRunning(Duration timeout) throws InterruptedException {
        boolean started = running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        failure().ifPresent(why -> {
            throw UserException.failed(why);
        });
        if (!started) {
            throw UserException.failed("the stream is not running after %d s".formatted(timeout.toSeconds()));
        }
    }

    /** Waits until the app has ended, by {@link #close} or by an outage. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Returns what stopped the app, in one line, if an outage did. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get()).map(e -> "the stream stopped: " + cause(e));
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        return root.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    @Override
    public void close() {
        if (streams.close(CLOSE_TIMEOUT)) {
            model.close();
        } // Else a thread may still be in the model, whose memory must not go from under it: the process ends soon.
    }
}
