package org.robustdx.stream.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.config.Author;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.RunningModel;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.metrics.AppMetrics;
import org.robustdx.stream.modelupdate.AnnouncedModels;
import org.robustdx.stream.modelupdate.ShadowModel;
import org.robustdx.stream.readahead.SeenImages;
import org.robustdx.stream.trace.Traces;

/**
 * The parts of the app that are opened before the stream: metrics, traces, stores, and the models with their pipelines. {@link StreamApp} closes each in its
 * own order when it ends; {@link #close} closes all of them after a failed start.
 *
 * @param config what the app does with images
 * @param operations how it is operated
 * @param pipelines starts the pipeline of a model
 * @param first the model in use at the start
 * @param announced the announced models, if the app follows them
 * @param shadow the model that runs beside and decides nothing, if there is one
 * @param contents finds the bytes of images
 * @param format the format of messages
 * @param metrics the metrics
 * @param traces the traces
 * @param objects the object store, if there is one
 * @param instance name of this instance
 * @param closing closes the parts that are open, first to last
 */
record AppParts(
        StreamConfig config,
        Operations operations,
        Function<ServedModel, InferencePipeline> pipelines,
        RunningModel first,
        Optional<AnnouncedModels> announced,
        Optional<ShadowModel> shadow,
        ContentResolver contents,
        MessageFormat format,
        AppMetrics metrics,
        Traces traces,
        Optional<ObjectStore> objects,
        String instance,
        Deque<Runnable> closing) {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Opens the parts. If one part cannot be opened, closes those that are open.
     *
     * @param model an open engine, which becomes the first model unless a newer one is accepted
     * @throws UserException if the content folder, the shadow model or a property of Kafka is invalid
     */
    static AppParts open(StreamConfig config, ServedModel model, Operations operations, PipelineListener listener) {
        AppMetrics metrics =
                new AppMetrics(operations.http().map(HttpSettings::sources).orElse(Set.of()));
        Function<ServedModel, InferencePipeline> pipelines = served -> new InferencePipeline(
                served.engine(),
                config.policies().of(served.engine().metadata()),
                DecodeLimits.ofDefaults(),
                // The deadline does not depend on the speed of the model.
                config.batching()
                        .pipeline()
                        .withEngineDeadline(StreamsSettings.of(config, 1).deadline()),
                PipelineListener.both(metrics, listener));
        Deque<Runnable> closing = new ArrayDeque<>(List.of(metrics::close, model::close));
        try {
            MessageFormat format =
                    operations.schemaRegistry().map(AppParts::registered).orElse(MessageFormat.SINGLE_OBJECT);
            Traces traces = operations
                    .traces()
                    .map(collector -> Traces.exporting(collector, metrics::spansLost))
                    .orElse(Traces.OFF);
            closing.addLast(traces::close);
            Optional<ObjectStore> objects = config.objects().map(ObjectStore::open);
            objects.ifPresent(store -> closing.addLast(store::close));
            ContentResolver contents = new ContentResolver(
                    config.sizes().maxImageBytes(), config.contentRoot().map(AppParts::referenced), objects);
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
                    operations.shadow().map(file -> shadowed(file, config, first, format, metrics));
            shadow.ifPresent(open -> closing.addLast(open::close));
            return new AppParts(
                    config,
                    operations,
                    pipelines,
                    first,
                    announced,
                    shadow,
                    contents,
                    format,
                    metrics,
                    traces,
                    objects,
                    announced.map(AnnouncedModels::instance).orElseGet(Author::newInstance),
                    closing);
        } catch (RuntimeException e) {
            closing.descendingIterator().forEachRemaining(Runnable::run);
            throw e;
        }
    }

    /** Registers the schemas now and not with the first image, so that a missing registry stops the start. */
    private static MessageFormat registered(URI url) {
        RegistryFormat format = RegistryFormat.of(url);
        try {
            format.register(Topics.DIAGNOSES, AvroSerdes.diagnosisCodec());
            format.register(Topics.ADVERSARIAL_ALERTS, AvroSerdes.adversarialAlertCodec());
            format.register(Topics.OUT_OF_SCOPE_ALERTS, AvroSerdes.outOfScopeAlertCodec());
            format.register(Topics.CAMPAIGN_ALERTS, AvroSerdes.campaignAlertCodec());
        } catch (RegistryException e) {
            throw UserException.failed(String.valueOf(e.getMessage()));
        }
        return format;
    }

    private static ShadowModel shadowed(
            Path file, StreamConfig config, RunningModel first, MessageFormat format, AppMetrics metrics) {
        ServedModel model = StreamApp.open(file, config.device(), config.intraOpThreads());
        return ShadowModel.start(model, first.model().identity().task(), config, format, metrics::shadowed);
    }

    private static ReferencedFiles referenced(Path root) {
        try {
            return ReferencedFiles.under(root, DecodeLimits.ofDefaults().maxBytes());
        } catch (IOException e) {
            throw UserException.badInput("content-root: %s (expected: a directory that can be read)".formatted(root));
        }
    }

    /**
     * Returns the listener that receives each image that the app sees: the announced models, the shadow model, or both.
     */
    SeenImages seen() {
        return announced
                .map(AnnouncedModels::seen)
                .orElse(SeenImages.NOBODY)
                .and(shadow.<SeenImages>map(model -> model).orElse(SeenImages.NOBODY));
    }

    /** Closes all parts in reverse order of opening. */
    void close() {
        closing.descendingIterator().forEachRemaining(Runnable::run);
    }
}
