package org.robustdx.stream.modelupdate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;
import org.robustdx.kafka.TopicReader;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows announcements on its own thread: judges the newest model, switches to it or refuses it, and reports the
 * result. A failure here never affects the model in use. A model that waits for canary images stays pending until it is
 * judged, or until a newer model is in use. A refused announcement therefore never cancels a pending one.
 */
final class ModelWatcher implements AutoCloseable {
    /** Maximum wait for the previous model to answer the images that it has accepted. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(ModelWatcher.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final long AFTER_FAILURE_SECONDS = 5;
    private static final int MOST_PENDING = 8;
    private static final int LONGEST_SIGNATURE = 1024;

    private final AnnouncedModels.Topic topic;
    private final ModelJudge judge;
    private final ModelSwitch models;
    private final StatusLog status;
    private final ModelListener listener;
    private final Set<String> refusedBefore;
    private final Trials trials;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "models");
    private Instant inUseSince;
    private final Set<ModelAnnouncement> pending = new LinkedHashSet<>();
    private final UnverifiedReports unverified = new UnverifiedReports();
    private volatile boolean stopped;

    /**
     * Creates a watcher.
     *
     * @param inUseSince when the model in use was announced; older announcements are not followed
     * @param refusedBefore digests of announcements that the app has already refused
     */
    ModelWatcher(
            AnnouncedModels.Topic topic,
            ModelJudge judge,
            ModelSwitch models,
            StatusLog status,
            ModelListener listener,
            Instant inUseSince,
            Set<String> refusedBefore,
            Trials trials,
            Clock clock) {
        this.topic = topic;
        this.judge = judge;
        this.models = models;
        this.status = status;
        this.listener = listener;
        this.inUseSince = inUseSince;
        this.refusedBefore = new HashSet<>(refusedBefore);
        this.trials = trials;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try (TopicReader reader = topic.open()) {
                Set<ModelAnnouncement> past = new LinkedHashSet<>();
                reader.readToEnd(message -> {
                    signed(message.value()).ifPresent(past::add);
                    return true;
                });
                follow(past, false);
                while (!stopped) {
                    Set<ModelAnnouncement> arrived = new LinkedHashSet<>();
                    for (ConsumerRecord<byte[], byte[]> message : reader.poll(POLL)) {
                        signed(message.value()).ifPresent(arrived::add);
                    }
                    follow(arrived, true);
                }
            } catch (InterruptException | InterruptedException e) {
                return; // The watcher is closing.
            } catch (KafkaException e) {
                LOG.warn("model announcements cannot be read now: {}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.warn("an announced model could not be checked", e);
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

    /**
     * Considers announcements and pending ones, newest first.
     *
     * @param fresh whether the announcements arrived while this instance was watching; old stale announcements are not
     *     reported
     */
    private void follow(Set<ModelAnnouncement> announcements, boolean fresh) throws InterruptedException {
        announcements.addAll(pending);
        List<ModelAnnouncement> newestFirst = new ArrayList<>(announcements);
        newestFirst.sort(Comparator.comparing(ModelAnnouncement::getAnnouncedAt).reversed());
        for (ModelAnnouncement announcement : newestFirst) {
            consider(announcement, fresh);
        }
        for (UnverifiedReports.Due due : unverified.due(clock.instant())) {
            status.report(due);
            warn(due.refusal());
        }
    }

    /**
     * Returns the announcement of a record if it has a valid signature of a trusted key. All later steps use only such
     * announcements.
     */
    private Optional<ModelAnnouncement> signed(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty(); // A tombstone withdraws an announcement. A model in use stays in use.
        }
        try {
            ModelAnnouncement announcement = AvroSerdes.modelAnnouncementCodec().decode(value);
            Optional<ModelRefusal> objection = judge.objection(announcement, clock.instant())
                    .filter(refusal -> UnverifiedReports.REASONS.contains(refusal.reason()));
            if (objection.isEmpty()) {
                return Optional.of(announcement);
            }
            boolean shown = objection.get().reason() != ModelRefusal.Reason.MALFORMED_MESSAGE
                    && announcement.getSignature().remaining() <= LONGEST_SIGNATURE;
            unverified(Announcements.digest(announcement), shown ? announcement : null, objection.get());
        } catch (MalformedMessageException e) {
            unverified(
                    Sha256.hex(value),
                    null,
                    new ModelRefusal(ModelRefusal.Reason.MALFORMED_MESSAGE, String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private void consider(ModelAnnouncement announcement, boolean fresh) throws InterruptedException {
        String digest = Announcements.digest(announcement);
        if (pending.contains(announcement)) {
            if (!announcement.getAnnouncedAt().isAfter(inUseSince)) {
                outdated(announcement);
            } else if (judge.ready()) {
                judged(announcement, digest);
            }
            return;
        }
        boolean stale = !announcement.getAnnouncedAt().isAfter(inUseSince);
        if (refusedBefore.contains(digest) || (stale && !fresh)) {
            return; // The announcement was decided before; a repeated record changes nothing.
        }
        Optional<ModelRefusal> objection = judge.objection(announcement, clock.instant());
        if (objection.isPresent()) {
            refused(digest, announcement, objection.get());
        } else if (stale) {
            outdated(announcement);
        } else {
            judged(announcement, digest);
        }
    }

    private void judged(ModelAnnouncement announcement, String digest) throws InterruptedException {
        ModelJudge.Judgement judgement = tried(announcement);
        if (judgement instanceof ModelJudge.Judgement.Waiting why) {
            if (pending.add(announcement)) {
                status.report(digest, announcement, ModelState.WAITING, "", why.message());
            }
            if (pending.size() > MOST_PENDING) {
                outdated(Collections.min(pending, Comparator.comparing(ModelAnnouncement::getAnnouncedAt)));
            }
            return;
        }
        pending.remove(announcement);
        if (judgement instanceof ModelJudge.Judgement.Refused no) {
            refused(digest, announcement, no.refusal());
        } else if (judgement instanceof ModelJudge.Judgement.Accepted yes) {
            switchTo(announcement, digest, yes);
        }
    }

    private ModelJudge.Judgement tried(ModelAnnouncement announcement) throws InterruptedException {
        try {
            return trials.run(() -> judge.judge(announcement), ModelJudge.Judgement::discard)
                    .orElse(ModelJudge.Judgement.Refused::new);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // Refuses the announcement. Otherwise the watcher would judge it repeatedly and never reach later ones.
            LOG.warn("an announced model could not be checked", e);
            return new ModelJudge.Judgement.Refused(new ModelRefusal(
                    ModelRefusal.Reason.UNAVAILABLE,
                    "it cannot be checked here: " + e.getClass().getSimpleName()));
        }
    }

    private void outdated(ModelAnnouncement announcement) {
        pending.remove(announcement);
        String message = "announced at %s (expected: later than the model in use or pending)"
                .formatted(announcement.getAnnouncedAt());
        refused(Announcements.digest(announcement), announcement, new ModelRefusal(ModelRefusal.Reason.STALE, message));
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
                    "the previous model did not answer all images within {} s; its session stays open",
                    PATIENCE.toSeconds());
        }
    }

    private void refused(String digest, ModelAnnouncement announcement, ModelRefusal refusal) {
        refusedBefore.add(digest);
        listener.refused(refusal.reason());
        status.report(digest, announcement, ModelState.REFUSED, refusal.reason().name(), refusal.message());
        warn(refusal);
    }

    private void unverified(String digest, @Nullable ModelAnnouncement announcement, ModelRefusal refusal) {
        listener.refused(refusal.reason());
        unverified.add(digest, announcement, refusal);
    }

    private static void warn(ModelRefusal refusal) {
        LOG.warn("an announced model was refused: {}: {}", refusal.reason(), refusal.message());
    }

    /** Stops watching. Waits up to 10 s for a judgement in progress. */
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
