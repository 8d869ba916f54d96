package org.robustdx.stream.app;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineSnapshot;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.config.Author;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.RunningModel;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.http.Liveness;
import org.robustdx.stream.http.OperationsServer;
import org.robustdx.stream.http.Readiness;
import org.robustdx.stream.metrics.AppMetrics;
import org.robustdx.stream.modelupdate.AnnouncedModels;
import org.robustdx.stream.modelupdate.ShadowModel;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.readahead.ReadAheadClients;
import org.robustdx.stream.readahead.SeenImages;
import org.robustdx.stream.topology.DiagnosisTopology;
import org.robustdx.stream.trace.Traces;

/** The model and the topology at work on a cluster whose topics exist. Ends on {@link #close} or at an outage. */
public final class StreamApp implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final ModelSwitch models;
    private final TaskPolicies policies;
    private final Optional<AnnouncedModels> announced;
    private final Optional<ShadowModel> shadow;
    private final ReadAhead readAhead;
    private final StreamsSettings settings;
    private final KafkaStreams streams;
    private final LocalState state;
    private final AppMetrics metrics;
    private final Traces traces;
    private final Optional<ObjectStore> objects;
    private final Optional<Watch> watch;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private StreamApp(
            RunningModel first,
            Function<ServedModel, InferencePipeline> pipelines,
            Optional<AnnouncedModels> announced,
            Optional<ShadowModel> shadow,
            StreamConfig config,
            Operations operations,
            ContentResolver contents,
            MessageFormat format,
            AppMetrics metrics,
            Traces traces,
            Optional<ObjectStore> objects) {
        this.models = new ModelSwitch(first);
        this.policies = config.policies();
        this.announced = announced;
        String instance = announced.map(AnnouncedModels::instance).orElseGet(Author::newInstance);
        this.shadow = shadow;
        this.metrics = metrics;
        this.traces = traces;
        this.objects = objects;
        metrics.model(first.model());
        SeenImages seen = announced
                .map(AnnouncedModels::seen)
                .orElse(SeenImages.NOBODY)
                .and(shadow.<SeenImages>map(model -> model).orElse(SeenImages.NOBODY));
        this.readAhead = new ReadAhead(Topics.MEDICAL_IMAGES, new Examiner(models, contents, format, seen));
        this.settings = StreamsSettings.of(config, first.pipeline().imagesPerSecond());
        DiagnosisTopology topology = new DiagnosisTopology(
                readAhead,
                settings.longestWait(),
                new Findings(Clock.systemUTC(), new Author(config.applicationId(), instance)),
                config.sizes(),
                campaigns(models, operations.campaigns()),
                metrics,
                format,
                traces);
        OptionalInt internalPartitions = operations.campaigns().enabled()
                ? OptionalInt.of(InternalTopics.partitions(config))
                : OptionalInt.empty();
        ReadAheadClients clients = new ReadAheadClients(readAhead, settings.patience());
        this.streams = new KafkaStreams(topology.build(internalPartitions), settings.properties(clients), clients);
        this.state = LocalState.of(settings.properties());
        this.watch = operations.http().map(this::watched);
        announced.ifPresent(follow -> follow.follow(
                models, pipelines, settings.leastImagesPerSecond(), operations.knownAnswerBytes(), metrics));
    }

    /** As {@link #start(StreamConfig, Operations)}, with the defaults. */
    public static StreamApp start(StreamConfig config) {
        return start(config, Operations.ofDefaults());
    }

    /**
     * Returns the app, newly started on the model of its configuration.
     *
     * @param operations how it is watched over
     * @throws UserException if the model, the device, the content folder or a Kafka property is not usable
     */
    public static StreamApp start(StreamConfig config, Operations operations) {
        ServedModel model = open(config.model(), config.device(), config.intraOpThreads());
        return start(config, model, operations, PipelineListener.NONE);
    }

    /** As {@link #start(StreamConfig)}, with somebody listening to the pipeline. */
    public static StreamApp start(StreamConfig config, PipelineListener listener) {
        ServedModel model = open(config.model(), config.device(), config.intraOpThreads());
        return start(config, model, Operations.ofDefaults(), listener);
    }

    /**
     * Returns an open model.
     *
     * @param intraOpThreads threads of the model within one call
     * @throws UserException if the model or the device is not usable
     */
    public static ServedModel open(Path model, Device device, int intraOpThreads) {
        return ServedModel.of(ModelOpener.open(model, new OnnxModel.Options(device, intraOpThreads)));
    }

    /**
     * Returns the app, newly started on an engine that is open; the app closes it.
     *
     * @throws UserException if the content folder or a Kafka property is not usable
     */
    public static StreamApp start(
            StreamConfig config, ServedModel model, Operations operations, PipelineListener listener) {
        AppMetrics metrics =
                new AppMetrics(operations.http().map(HttpSettings::sources).orElse(Set.of()));
        Function<ServedModel, InferencePipeline> pipelines = served -> new InferencePipeline(
                served.engine(),
                config.policies().of(served.engine().metadata()),
                DecodeLimits.ofDefaults(),
                // How fast the model is has no part in the deadline.
                config.batching()
                        .pipeline()
                        .withEngineDeadline(StreamsSettings.of(config, 1).deadline()),
                PipelineListener.both(metrics, listener));
        Deque<Runnable> closing = new ArrayDeque<>(List.of(metrics::close, model::close));
        try {
            MessageFormat format =
                    operations.schemaRegistry().map(StreamApp::registered).orElse(MessageFormat.SINGLE_OBJECT);
            Traces traces = operations
                    .traces()
                    .map(collector -> Traces.exporting(collector, metrics::spansLost))
                    .orElse(Traces.OFF);
            closing.addLast(traces::close);
            Optional<ObjectStore> objects = config.objects().map(ObjectStore::open);
            objects.ifPresent(store -> closing.addLast(store::close));
            ContentResolver contents = new ContentResolver(
                    config.sizes().maxImageBytes(), config.contentRoot().map(StreamApp::referenced), objects);
            Optional<AnnouncedModels> announced =
                    operations.updates().map(updates -> AnnouncedModels.on(config, updates));
            announced.ifPresent(open -> closing.addLast(open::close));
            Optional<ServedModel> accepted =
                    announced.flatMap(open -> open.newestAccepted(model.engine().metadata()));
            accepted.ifPresent(open -> model.close());
            RunningModel first = RunningModel.start(
                    accepted.orElse(model), pipelines, new OutcomeCache(operations.knownAnswerBytes()));
            closing.addLast(() -> first.close(CLOSE_TIMEOUT));
            Optional<ShadowModel> shadow =
                    operations.shadow().map(file -> shadow(file, config, first, format, metrics));
            shadow.ifPresent(open -> closing.addLast(open::close));
            StreamApp app = new StreamApp(
                    first,
                    pipelines,
                    announced,
                    shadow,
                    config,
                    operations,
                    contents,
                    format,
                    metrics,
                    traces,
                    objects);
            app.start();
            return app;
        } catch (RuntimeException e) {
            closing.descendingIterator().forEachRemaining(Runnable::run);
            throw e instanceof KafkaException ? UserException.badInput("kafka: " + cause(e)) : e;
        }
    }

    /** Now, rather than with the first image: a registry that is not there stops the start. */
    private static MessageFormat registered(URI url) {
        RegistryFormat format = RegistryFormat.of(url);
        try {
            format.register(Topics.DIAGNOSES, AvroSerdes.diagnosisCodec());
            format.register(Topics.ADVERSARIAL_ALERTS, AvroSerdes.adversarialAlertCodec());
            format.register(Topics.CAMPAIGN_ALERTS, AvroSerdes.campaignAlertCodec());
        } catch (RegistryException e) {
            throw UserException.failed(String.valueOf(e.getMessage()));
        }
        return format;
    }

    private static ShadowModel shadow(
            Path file, StreamConfig config, RunningModel first, MessageFormat format, AppMetrics metrics) {
        ServedModel model = open(file, config.device(), config.intraOpThreads());
        return ShadowModel.start(model, first.model().identity().task(), config, format, metrics::shadowed);
    }

    private static Optional<CampaignRules> campaigns(ModelSwitch models, CampaignSettings settings) {
        return Optional.of(settings)
                .filter(CampaignSettings::enabled)
                .map(enabled -> new CampaignRules(
                        enabled,
                        () -> models.running().model().engine().metadata().calibration(),
                        Clock.systemUTC()));
    }

    /** What others can watch the app by. */
    private record Watch(OperationsServer server, Readiness readiness, Liveness liveness, KafkaStreamsMetrics kafka) {
        void close() {
            server.close();
            liveness.close();
            readiness.close();
            kafka.close();
        }
    }

    private void probe() {
        models.using(running -> {
            Readiness.readBlank(running.engine());
            return true;
        });
    }

    private Watch watched(HttpSettings http) {
        Readiness readiness = new Readiness(() -> streams.state() == KafkaStreams.State.RUNNING, this::probe);
        Liveness liveness = Liveness.start(readiness::isReady);
        metrics.upToWork(liveness::isUpToWork);
        OperationsServer server;
        try {
            server = OperationsServer.start(http, metrics::scrape, readiness::isReady, liveness::isLive);
        } catch (RuntimeException e) {
            liveness.close();
            readiness.close();
            streams.close(CLOSE_TIMEOUT);
            throw e;
        }
        return new Watch(server, readiness, liveness, metrics.bind(streams, models::snapshot, readAhead::snapshot));
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
        state.opening(streams::cleanUp);
        streams.start();
    }

    private static ReferencedFiles referenced(Path root) {
        try {
            return ReferencedFiles.under(root, DecodeLimits.ofDefaults().maxBytes());
        } catch (IOException e) {
            throw UserException.badInput("content-root: %s (expected: a directory that can be read)".formatted(root));
        }
    }

    /** Returns the model at work, in one line: name, digest, task, provider, rate of false alarms and where that comes from. */
    public String modelLine() {
        return line(models.running().model());
    }

    /** Returns the second model as {@link #modelLine} the first, if there is one. */
    public Optional<String> shadowLine() {
        return shadow.map(second -> line(second.model()));
    }

    private String line(ServedModel model) {
        return "%s (sha256 %s...), task %s, on %s, %s"
                .formatted(
                        model.identity().name(),
                        model.identity().sha256().substring(0, 12),
                        model.identity().task(),
                        model.provider(),
                        policies.describe(model.engine().metadata()));
    }

    /** Returns the name under which this instance reports on announced models, if it follows them. */
    public Optional<String> instance() {
        return announced.map(AnnouncedModels::instance);
    }

    /** Returns what follows from the model's speed, the batches and the sizes of images, as lines to be shown. */
    public List<String> settingsLines() {
        List<String> lines = new ArrayList<>();
        lines.add("engine = %.1f images a second in full batches".formatted(imagesPerSecond()));
        lines.addAll(settings.shown());
        return lines;
    }

    /** Returns how many images a second the model in use read in full batches when it was warmed up. */
    public double imagesPerSecond() {
        return models.running().pipeline().imagesPerSecond();
    }

    /** Returns what the pipeline holds and has done. */
    public PipelineSnapshot pipeline() {
        return models.snapshot();
    }

    /** Returns what is read ahead, and how often that helped. */
    public ReadAhead.Snapshot readAhead() {
        return readAhead.snapshot();
    }

    /** Returns the port of metrics and health, if there is one. */
    public OptionalInt httpPort() {
        return watch.stream().mapToInt(open -> open.server().port()).findFirst();
    }

    /** Returns the task that the model is for. */
    public String task() {
        return models.model().task();
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

    /** The innermost cause that says something. */
    private static String cause(Throwable e) {
        Throwable told = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null || told.getMessage() == null) {
                told = cause;
            }
        }
        String message = told.getMessage();
        return told.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    /** Ends what brings new models, the stream, then the pipeline that it waits for, then the model that the pipeline runs. */
    @Override
    public void close() {
        announced.ifPresent(AnnouncedModels::close);
        watch.ifPresent(Watch::close);
        boolean ended = streams.close(CLOSE_TIMEOUT);
        if (ended && failure.get() == null) {
            state.closed();
        }
        traces.close();
        shadow.ifPresent(ShadowModel::close);
        ended &= models.close(CLOSE_TIMEOUT);
        if (ended) {
            objects.ifPresent(ObjectStore::close);
            metrics.close();
        }
    }
}
