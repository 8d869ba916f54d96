package org.robustdx.stream.modelupdate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.stream.config.Author;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance reports of announced models, and what the app's instances have reported before. A model that was ever in use stays known: its
 * record has a key of its own, and holds the whole announcement. Announcements that nobody vouches for share one record for each reason, so that
 * they neither fill the topic nor write over the record of another.
 */
final class StatusLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusLog.class);

    private final String application;
    private final String instance = Author.newInstance();
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;

    StatusLog(KafkaConnection kafka, SizeLimits sizes, String application, Clock clock) {
        this.application = application;
        this.producer = ImageProducers.open(kafka, sizes, Map.of());
        this.clock = clock;
    }

    String instance() {
        return instance;
    }

    /**
     * What instances of the app made of announcements until now.
     *
     * @param used announcements of models that were in use
     * @param refused digests of announcements that were refused, but for those that nobody vouches for: anybody can send what has the digest of
     *     an announcement that is to come, with another signature
     * @param obsolete keys of records that are kept no more
     */
    record Past(List<ModelAnnouncement> used, Set<String> refused, List<byte[]> obsolete) {}

    /** Reads what the app's instances have reported. */
    static Past past(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> partitions, String application) {
        List<ModelAnnouncement> used = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        List<byte[]> obsolete = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, sizes, partitions, true)) {
            reader.readToEnd(message -> {
                ModelStatus status = decoded(message.value());
                if (status != null && status.getApplication().equals(application)) {
                    if (unverified(status)) {
                        if (!Arrays.equals(message.key(), key(application, status.getReason(), status.getState()))) {
                            obsolete.add(message.key());
                        }
                    } else if (status.getState() == ModelState.REFUSED) {
                        refused.add(status.getAnnouncement());
                    } else if (status.getState() == ModelState.IN_USE && status.getModel() != null) {
                        used.add(status.getModel());
                    }
                }
                return true;
            });
        }
        return new Past(used, refused, obsolete);
    }

    private static boolean unverified(ModelStatus status) {
        return status.getState() == ModelState.REFUSED
                && UnverifiedReports.REASONS.stream()
                        .anyMatch(reason -> reason.name().equals(status.getReason()));
    }

    private static byte[] key(String application, String announcement, ModelState state) {
        return String.join("/", application, announcement, state.name()).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable ModelStatus decoded(byte @Nullable [] value) {
        try {
            return value == null ? null : AvroSerdes.modelStatusCodec().decode(value);
        } catch (MalformedMessageException e) {
            return null; // Not ours.
        }
    }

    /** Reports, and does not wait for it: a report that does not arrive is a line in the log. */
    void report(
            String announcement, @Nullable ModelAnnouncement model, ModelState state, String reason, String message) {
        send(
                key(application, announcement, state),
                status(announcement, model, state).setReason(reason).setMessage(message));
    }

    /** As {@link #report}, in the place of all reports of announcements that were refused for this reason. */
    void report(UnverifiedReports.Due due) {
        String reason = due.refusal().reason().name();
        send(
                key(application, reason, ModelState.REFUSED),
                status(due.announcement(), due.model(), ModelState.REFUSED)
                        .setReason(reason)
                        .setMessage(due.refusal().message()));
    }

    /** Has the brokers forget the records of these keys. */
    void forget(List<byte[]> keys) {
        keys.forEach(key -> send(key, null));
    }

    private ModelStatus.Builder status(String announcement, @Nullable ModelAnnouncement model, ModelState state) {
        return ModelStatus.newBuilder()
                .setApplication(application)
                .setInstance(instance)
                .setAnnouncement(announcement)
                .setModel(model)
                .setState(state)
                .setReportedAt(clock.instant());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback learns what came of it.
    private void send(byte[] key, ModelStatus.@Nullable Builder status) {
        byte[] value = status == null ? null : AvroSerdes.modelStatusCodec().encode(status.build());
        try {
            producer.send(new ProducerRecord<>(Topics.MODEL_STATUS, key, value), (at, e) -> {
                if (e != null) {
                    LOG.warn("the report on a model was not written: {}", e.getMessage());
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the report on a model was not written: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
