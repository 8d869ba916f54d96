package org.robustdx.stream.models;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.stream.diagnosis.Fingerprint;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.watch.TopicReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the announcements, on a thread of its own: judges the newest, switches to it or refuses it, and reports either. Whatever goes wrong here,
 * the model in use goes on.
 */
final class ModelWatcher implements AutoCloseable {
    /** Longest wait for the model before to answer what it had taken. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(ModelWatcher.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final long AFTER_FAILURE_SECONDS = 5;

    private final AnnouncedModels.Topic topic;
    private final ModelJudge judge;
    private final ModelSwitch models;
    private final StatusLog status;
    private final ModelListener listener;
    private final Set<String> refusedBefore;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "models");
    private Instant inUseSince;
    private @Nullable ModelAnnouncement waiting;
    private volatile boolean stopped;

    /**
     * Creates a watcher.
     *
     * @param inUseSince when the model in use was announced; older announcements are not followed
     * @param refusedBefore digests of announcements that the app has refused
     */
    ModelWatcher(
            AnnouncedModels.Topic topic,
            ModelJudge judge,
            ModelSwitch models,
            StatusLog status,
            ModelListener listener,
            Instant inUseSince,
            Set<String> refusedBefore,
            Clock clock) {
        this.topic = topic;
        this.judge = judge;
        this.models = models;
        this.status = status;
        this.listener = listener;
        this.inUseSince = inUseSince;
        this.refusedBefore = new HashSet<>(refusedBefore);
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try (TopicReader reader = topic.open()) {
                List<ConsumerRecord<byte[], byte[]>> past = new ArrayList<>();
                reader.readToEnd(past::add);
                follow(past, false);
                while (!stopped) {
                    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                    reader.poll(POLL).forEach(records::add);
                    follow(records, true);
                }
            } catch (InterruptException | InterruptedException e) {
                return; // Closing.
            } catch (KafkaException e) {
                LOG.warn("announcements of models cannot be read now: {}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.warn("an announced model could not be judged", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(AFTER_FAILURE_SECONDS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** @param fresh whether these came while this instance was watching; of older ones only what concerns it now is reported */
    private void follow(List<ConsumerRecord<byte[], byte[]>> records, boolean fresh) throws InterruptedException {
        List<ModelAnnouncement> announcements = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            decoded(message.value(), fresh).ifPresent(announcements::add);
        }
        if (waiting != null) {
            announcements.add(waiting);
        }
        announcements.sort(
                Comparator.comparing(ModelAnnouncement::getAnnouncedAt).reversed());
        for (ModelAnnouncement announcement : announcements) {
            consider(announcement, fresh);
        }
    }

    private Optional<ModelAnnouncement> decoded(byte @Nullable [] value, boolean fresh) {
        if (value == null) {
            return Optional.empty(); // Taken back. A model in use stays in use.
        }
        try {
            return Optional.of(AvroSerdes.modelAnnouncementCodec().decode(value));
        } catch (MalformedMessageException e) {
            if (fresh) {
                ModelRefusal refusal =
                        new ModelRefusal(ModelRefusal.Reason.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
                refused(Fingerprint.sha256(value), null, refusal);
            }
            return Optional.empty();
        }
    }

    private void consider(ModelAnnouncement announcement, boolean fresh) throws InterruptedException {
        String digest = Announcements.digest(announcement);
        Instant announced = announcement.getAnnouncedAt();
        if (!fresh && (refusedBefore.contains(digest) || !announced.isAfter(inUseSince))) {
            return;
        }
        // Before its date counts for anything: anybody can claim one.
        Optional<ModelRefusal> objection = judge.objection(announcement, clock.instant());
        if (objection.isPresent()) {
            refused(digest, announcement, objection.get());
            return;
        }
        ModelAnnouncement before = waiting;
        boolean stale =
                !announced.isAfter(inUseSince) || (before != null && announced.isBefore(before.getAnnouncedAt()));
        if (stale) {
            ModelRefusal refusal = new ModelRefusal(
                    ModelRefusal.Reason.STALE, "a newer announcement than of %s is followed".formatted(announced));
            refused(digest, announcement, refusal);
            if (announcement.equals(before)) {
                waiting = null;
            }
            return;
        }
        ModelJudge.Judgement judgement = judge.judge(announcement);
        if (judgement instanceof ModelJudge.Judgement.Waiting why) {
            if (!announcement.equals(before)) {
                status.report(digest, announcement, ModelState.WAITING, "", why.message());
            }
            waiting = announcement;
            return;
        }
        if (announcement.equals(before)) {
            waiting = null;
        }
        if (judgement instanceof ModelJudge.Judgement.Refused no) {
            refused(digest, announcement, no.refusal());
        } else if (judgement instanceof ModelJudge.Judgement.Accepted yes) {
            switchTo(announcement, digest, yes);
        }
    }

    private void switchTo(ModelAnnouncement announcement, String digest, ModelJudge.Judgement.Accepted accepted)
            throws InterruptedException {
        if (stopped) {
            accepted.model().close(PATIENCE);
            return;
        }
        inUseSince = announcement.getAnnouncedAt();
        boolean closed = models.to(accepted.model(), PATIENCE);
        listener.inUse(accepted.model().model());
        status.report(digest, announcement, ModelState.IN_USE, "", accepted.message());
        LOG.info(
                "model {} version {} is in use: {}",
                announcement.getName(),
                announcement.getVersion(),
                accepted.message());
        if (!closed) {
            LOG.warn(
                    "the model before did not answer everything in {} s; its session stays open", PATIENCE.toSeconds());
        }
    }

    private void refused(String digest, @Nullable ModelAnnouncement announcement, ModelRefusal refusal) {
        refusedBefore.add(digest);
        listener.refused(refusal.reason());
        status.report(digest, announcement, ModelState.REFUSED, refusal.reason().name(), refusal.message());
        LOG.warn("an announced model is refused: {}: {}", refusal.reason(), refusal.message());
    }

    /** Stops watching; a model that is being judged is finished with first, for some seconds at most. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
