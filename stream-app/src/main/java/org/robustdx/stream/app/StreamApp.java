package org.robustdx.stream.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.config.Author;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.modelupdate.AnnouncedModels;
import org.robustdx.stream.modelupdate.ShadowModel;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.readahead.ReadAheadClients;
import org.robustdx.stream.topology.DiagnosisTopology;

/**
 * Runs a model and the topology on a cluster whose topics exist. The app ends on {@link #close}, or when an outage
 * stops it.
 */
public final class StreamApp implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final AppParts parts;
    private final ModelSwitch models;
    private final ReadAhead readAhead;
    private final StreamsSettings settings;
    private final KafkaStreams streams;
    private final LocalState state;
    private final Optional<Health> health;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private StreamApp(AppParts parts) {
        StreamConfig config = parts.config();
        this.parts = parts;
        this.models = new ModelSwitch(parts.first());
        parts.metrics().model(parts.first().model());
        this.readAhead = new ReadAhead(
                Topics.MEDICAL_IMAGES, new Examiner(models, parts.contents(), parts.format(), parts.seen()));
        this.settings = StreamsSettings.of(config, parts.first().pipeline().imagesPerSecond());
        CampaignSettings campaigns = parts.operations().campaigns();
        DiagnosisTopology topology = new DiagnosisTopology(
                readAhead,
                settings.longestWait(),
                new Findings(Clock.systemUTC(), new Author(config.applicationId(), parts.instance())),
                config.sizes(),
                campaigns(models, campaigns),
                parts.metrics(),
                parts.format(),
                parts.traces());
        OptionalInt internalPartitions =
                campaigns.enabled() ? OptionalInt.of(InternalTopics.partitions(config)) : OptionalInt.empty();
        ReadAheadClients clients = new ReadAheadClients(readAhead, settings.patience());
        this.streams = new KafkaStreams(topology.build(internalPartitions), settings.properties(clients), clients);
        this.state = LocalState.of(settings.properties());
        this.health = parts.operations().http().map(this::health);
        parts.announced()
                .ifPresent(follow -> follow.follow(
                        models,
                        parts.pipelines(),
                        settings.leastImagesPerSecond(),
                        parts.operations().knownAnswerBytes(),
                        parts.metrics()));
    }

    private Health health(HttpSettings http) {
        try {
            return Health.start(http, streams, models, parts.metrics(), readAhead::snapshot);
        } catch (RuntimeException e) {
            streams.close(CLOSE_TIMEOUT);
            throw e;
        }
    }

    /**
     * Starts the app with the default operations.
     *
     * @see #start(StreamConfig, Operations)
     */
    public static StreamApp start(StreamConfig config) {
        return start(config, Operations.ofDefaults());
    }

    /**
     * Opens the model of the configuration, starts the app on it and returns the app.
     *
     * @param operations health, metrics, campaigns, model updates and traces
     * @throws UserException if the model, the device, the content folder or a Kafka property is invalid
     */
    public static StreamApp start(StreamConfig config, Operations operations) {
        ServedModel model = open(config.model(), config.device(), config.intraOpThreads());
        return start(config, model, operations, PipelineListener.NONE);
    }

    /**
     * Opens a model.
     *
     * @param intraOpThreads threads of the model within one call
     * @throws UserException if the model is invalid, or the device is not available
     */
    public static ServedModel open(Path model, Device device, int intraOpThreads) {
        return ServedModel.of(ModelOpener.open(model, new OnnxModel.Options(device, intraOpThreads)));
    }

    /**
     * Starts the app on an open model and returns the app. The app closes the model.
     *
     * @throws UserException if the content folder or a Kafka property is invalid
     */
    public static StreamApp start(
            StreamConfig config, ServedModel model, Operations operations, PipelineListener listener) {
        try {
            AppParts parts = AppParts.open(config, model, operations, listener);
            try {
                StreamApp app = new StreamApp(parts);
                app.start();
                return app;
            } catch (RuntimeException e) {
                parts.close();
                throw e;
            }
        } catch (KafkaException e) {
            throw UserException.badInput("kafka: " + cause(e));
        }
    }

    private static Optional<CampaignRules> campaigns(ModelSwitch models, CampaignSettings settings) {
        return Optional.of(settings)
                .filter(CampaignSettings::enabled)
                .map(enabled -> new CampaignRules(
                        enabled,
                        () -> models.running().model().engine().metadata().calibration(),
                        Clock.systemUTC()));
    }

    private void start() {
        // An outage stops the app, so that no image is skipped. Its supervisor starts it again.
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
        state.opening(streams::cleanUp);
        streams.start();
    }

    /** Returns the model in use, in one line: name, digest, task, provider, false-alarm rate and the source of that rate. */
    public String modelLine() {
        return line(models.running().model());
    }

    /** Returns the shadow model in one line, as {@link #modelLine}, if there is one. */
    public Optional<String> shadowLine() {
        return parts.shadow().map(second -> line(second.model()));
    }

    private String line(ServedModel model) {
        return "%s (sha256 %s...), task %s, on %s, %s"
                .formatted(
                        model.identity().name(),
                        model.identity().sha256().substring(0, 12),
                        model.identity().task(),
                        model.provider(),
                        parts.config().policies().describe(model.engine().metadata()));
    }

    /** Returns the name under which this instance reports on announced models, if the app follows them. */
    public Optional<String> instance() {
        return parts.announced().map(AnnouncedModels::instance);
    }

    /** Returns the settings that depend on the model's speed, the batches and the image sizes, as lines to print. */
    public List<String> settingsLines() {
        List<String> lines = new ArrayList<>();
        lines.add("engine = %.1f images/s in full batches".formatted(imagesPerSecond()));
        lines.addAll(settings.shown());
        return lines;
    }

    /** Returns the throughput of the model in use with full batches, in images per second, measured at its warm-up. */
    public double imagesPerSecond() {
        return models.running().pipeline().imagesPerSecond();
    }

    /** Returns the counters of the pipeline. */
    public PipelineSnapshot pipeline() {
        return models.snapshot();
    }

    /** Returns the counters of the read-ahead. */
    public ReadAhead.Snapshot readAhead() {
        return readAhead.snapshot();
    }

    /** Returns the port of the HTTP server for metrics and health, if it is enabled. */
    public OptionalInt httpPort() {
        return health.stream().mapToInt(Health::port).findFirst();
    }

    /** Returns the model's task. */
    public String task() {
        return models.model().task();
    }

    /**
     * Waits until the app is running and has its partitions.
     *
     * @throws UserException if an outage stopped the app, or the app is not running after {@code timeout}
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

    /** Returns the outage that stopped the app, in one line, if one did. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get()).map(e -> "the stream stopped: " + cause(e));
    }

    /** Returns the innermost cause that has a message. */
    private static String cause(Throwable e) {
        Throwable shown = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null || shown.getMessage() == null) {
                shown = cause;
            }
        }
        String message = shown.getMessage();
        return shown.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    /**
     * Closes, in this order: the source of new models, the stream, the pipeline that the stream waits for, and the
     * model that the pipeline runs.
     */
    @Override
    public void close() {
        parts.announced().ifPresent(AnnouncedModels::close);
        health.ifPresent(Health::close);
        boolean ended = streams.close(CLOSE_TIMEOUT);
        if (ended && failure.get() == null) {
            state.closed();
        }
        parts.traces().close();
        parts.shadow().ifPresent(ShadowModel::close);
        ended &= models.close(CLOSE_TIMEOUT);
        if (ended) {
            parts.objects().ifPresent(ObjectStore::close);
            parts.metrics().close();
        }
    }
}
