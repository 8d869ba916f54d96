package org.robustdx.stream.models;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.stream.config.Author;
import org.robustdx.stream.config.KafkaConnection;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.publish.ImageProducers;
import org.robustdx.stream.topology.Topics;
import org.robustdx.stream.watch.TopicReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance reports of announced models, and what the app's instances have reported before. A model that was ever in use stays known: its
 * record has a key of its own, and holds the whole announcement.
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

    /** What instances of the app made of announcements until now. */
    record Past(List<ModelAnnouncement> used, Set<String> refused) {}

    /** Reads what the app's instances have reported. */
    static Past past(KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> partitions, String application) {
        List<ModelAnnouncement> used = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        try (TopicReader reader = TopicReader.open(kafka, sizes, partitions, true)) {
            reader.readToEnd(message -> {
                ModelStatus status = decoded(message.value());
                if (status != null && status.getApplication().equals(application)) {
                    if (status.getState() == ModelState.REFUSED) {
                        refused.add(status.getAnnouncement());
                    } else if (status.getState() == ModelState.IN_USE && status.getModel() != null) {
                        used.add(status.getModel());
                    }
                }
                return true;
            });
        }
        return new Past(used, refused);
    }

    private static @Nullable ModelStatus decoded(byte @Nullable [] value) {
        try {
            return value == null ? null : AvroSerdes.modelStatusCodec().decode(value);
        } catch (MalformedMessageException e) {
            return null; // Not ours.
        }
    }

    /** Reports, and does not wait for it: a report that does not arrive is a line in the log. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback learns what came of it.
    void report(
            String announcement, @Nullable ModelAnnouncement model, ModelState state, String reason, String message) {
        ModelStatus status = ModelStatus.newBuilder()
                .setApplication(application)
                .setInstance(instance)
                .setAnnouncement(announcement)
                .setModel(model)
                .setState(state)
                .setReason(reason)
                .setMessage(message)
                .setReportedAt(clock.instant())
                .build();
        byte[] key = String.join("/", application, announcement, state.name()).getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topics.MODEL_STATUS,
                            key,
                            AvroSerdes.modelStatusCodec().encode(status)),
                    (at, e) -> {
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
