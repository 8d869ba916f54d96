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
 * Writes this instance's reports on announced models, and reads the earlier reports of the app's instances. The topic
 * is compacted. A model that was ever in use stays known: its report has its own key and contains the whole
 * announcement. Unverified announcements share one key for each reason. They can therefore neither fill the topic nor
 * overwrite the report on another announcement.
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
     * Earlier reports of the app's instances.
     *
     * @param used announcements of models that were in use
     * @param refused digests of verified announcements that were refused; unverified ones are left out, because anyone
     *     can send a future announcement's text with a wrong signature, and thus its digest
     * @param obsolete keys of reports in an older layout, to be deleted
     */
    record Past(List<ModelAnnouncement> used, Set<String> refused, List<byte[]> obsolete) {}

    /** Reads the earlier reports of the app's instances. */
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
            return null; // Not a report.
        }
    }

    /** Sends a report without waiting for it. If the report is lost, a log line says so. */
    void report(
            String announcement, @Nullable ModelAnnouncement model, ModelState state, String reason, String message) {
        send(
                key(application, announcement, state),
                status(announcement, model, state).setReason(reason).setMessage(message));
    }

    /** Sends a report on unverified announcements. It replaces the previous report for the same reason. */
    void report(UnverifiedReports.Due due) {
        String reason = due.refusal().reason().name();
        send(
                key(application, reason, ModelState.REFUSED),
                status(due.announcement(), due.model(), ModelState.REFUSED)
                        .setReason(reason)
                        .setMessage(due.refusal().message()));
    }

    /** Deletes the reports with these keys. */
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

    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles the completion.
    private void send(byte[] key, ModelStatus.@Nullable Builder status) {
        byte[] value = status == null ? null : AvroSerdes.modelStatusCodec().encode(status.build());
        try {
            producer.send(new ProducerRecord<>(Topics.MODEL_STATUS, key, value), (at, e) -> {
                if (e != null) {
                    LOG.warn("a model status report was not written: {}", e.getMessage());
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("a model status report was not written: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
