package org.robustdx.stream.modelupdate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.readahead.SeenImages;

/**
 * The models that operators announce to this instance of the app. Provides the model to start with and follows later
 * announcements.
 */
public final class AnnouncedModels implements AutoCloseable {
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(30);

    private final ModelUpdates settings;
    private final Topic topic;
    private final ModelLoader loader;
    private final CanaryImages canaries;
    private final StatusLog status;
    private final StatusLog.Past past;
    private final TaskPolicies policies;
    private final Clock clock;
    private final Trials trials = new Trials(Trials.DEADLINE);
    private Instant inUseSince = Instant.EPOCH;
    private @Nullable ModelWatcher watcher;

    /** The topic of announcements. */
    record Topic(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> partitions) {
        TopicReader open() {
            return TopicReader.open(kafka, sizes, partitions, true);
        }
    }

    private AnnouncedModels(
            ModelUpdates settings, StreamConfig config, List<TopicPartition> models, List<TopicPartition> statuses) {
        this.settings = settings;
        this.policies = config.policies();
        this.clock = Clock.systemUTC();
        this.loader = ModelLoader.of(settings, new OnnxModel.Options(config.device(), config.intraOpThreads()));
        this.canaries = CanaryImages.of(settings);
        this.topic = new Topic(config.kafka(), config.sizes(), models);
        this.past = StatusLog.past(config.kafka(), config.sizes(), statuses, config.applicationId());
        this.status = new StatusLog(config.kafka(), config.sizes(), config.applicationId(), clock);
        status.forget(past.obsolete());
    }

    /**
     * Reads the reports on earlier announcements and prepares to follow new ones.
     *
     * @throws UserException if a key, a folder or a topic is missing
     */
    public static AnnouncedModels on(StreamConfig config, ModelUpdates settings) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka().clientProperties("admin"), TOPICS_TIMEOUT)) {
            topics.require(List.of(Topics.MODELS, Topics.MODEL_STATUS));
            return new AnnouncedModels(
                    settings, config, topics.partitions(Topics.MODELS), topics.partitions(Topics.MODEL_STATUS));
        }
    }

    /** Returns the name under which this instance reports. */
    public String instance() {
        return status.instance();
    }

    /** Returns the listener that keeps images for the comparison of models. */
    public SeenImages seen() {
        return canaries;
    }

    /**
     * Returns the newest model that an instance of the app has accepted before and that can still be loaded. The model
     * is verified again and then opened. Models that can no longer be loaded are reported as refused.
     *
     * @param like metadata of the configured model, with which the announced model must agree
     */
    public Optional<ServedModel> newestAccepted(ModelMetadata like) {
        List<ModelAnnouncement> newestFirst = new ArrayList<>(past.used());
        newestFirst.sort(Comparator.comparing(ModelAnnouncement::getAnnouncedAt).reversed());
        for (ModelAnnouncement announcement : newestFirst) {
            String digest = Announcements.digest(announcement);
            ModelLoader.Result result = tried(announcement, like);
            if (result instanceof ModelLoader.Result.Loaded loaded) {
                inUseSince = announcement.getAnnouncedAt();
                status.report(digest, announcement, ModelState.IN_USE, "", "accepted before; in use since the start");
                return Optional.of(loaded.model());
            }
            ModelRefusal refusal = ((ModelLoader.Result.Refused) result).refusal();
            status.report(
                    digest, announcement, ModelState.REFUSED, refusal.reason().name(), refusal.message());
        }
        return Optional.empty();
    }

    private ModelLoader.Result tried(ModelAnnouncement announcement, ModelMetadata like) {
        try {
            return trials.run(() -> loader.load(announcement, like), ModelLoader.Result::discard)
                    .orElse(ModelLoader.Result.Refused::new);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ModelLoader.Result.Refused(
                    new ModelRefusal(ModelRefusal.Reason.UNAVAILABLE, "interrupted while it was loaded"));
        }
    }

    /**
     * Starts to follow announcements. Must be called once.
     *
     * @param pipelines starts the pipeline of a model
     * @param leastImagesPerSecond minimum throughput of a model
     * @param knownAnswerBytes memory for the cached answers of a model, in bytes
     */
    public void follow(
            ModelSwitch models,
            Function<ServedModel, InferencePipeline> pipelines,
            double leastImagesPerSecond,
            long knownAnswerBytes,
            ModelListener listener) {
        ModelJudge.Rules rules =
                new ModelJudge.Rules(policies, settings.canaryDisagreement(), leastImagesPerSecond, knownAnswerBytes);
        ModelJudge judge = new ModelJudge(loader, models, canaries, rules, pipelines);
        ModelWatcher started =
                new ModelWatcher(topic, judge, models, status, listener, inUseSince, past.refused(), trials, clock);
        watcher = started;
        started.start();
    }

    /** Stops following announcements. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
        status.close();
    }
}
