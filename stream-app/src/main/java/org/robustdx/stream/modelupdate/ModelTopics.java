package org.robustdx.stream.modelupdate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.serde.AvroCodec;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;

/** Reads announcements and reports from their topics, and writes new announcements. */
public final class ModelTopics {
    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final TopicAdmin topics;

    /** Creates it for the topics of a cluster. */
    public ModelTopics(KafkaConnection kafka, SizeLimits sizes, TopicAdmin topics) {
        this.kafka = kafka;
        this.sizes = sizes;
        this.topics = topics;
    }

    /**
     * Announces a model. Creates the topic if it is missing.
     *
     * @param model the announcement without time and signature
     * @param signing adds the signature to an announcement
     * @return the announcement as written; it is dated later than every earlier announcement that an app may follow
     * @throws UserException if the brokers do not accept the record
     */
    public ModelAnnouncement announce(ModelAnnouncement model, UnaryOperator<ModelAnnouncement> signing, Clock clock) {
        topics.createCompacted(Topics.MODELS, (short) -1);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Ignores announcements that are dated far in the future: anyone may have written them, and no app follows
        // them. If this announcement were dated after them, no app would follow it either.
        Instant newest = announcements().stream()
                .map(ModelAnnouncement::getAnnouncedAt)
                .filter(at -> at.isBefore(now.plus(ModelJudge.AHEAD)))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        ModelAnnouncement signed = signing.apply(ModelAnnouncement.newBuilder(model)
                .setAnnouncedAt(now.isAfter(newest) ? now : newest.plusMillis(1))
                .build());
        try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, sizes, Map.of())) {
            producer.send(new ProducerRecord<>(
                            Topics.MODELS,
                            Announcements.key(signed).getBytes(StandardCharsets.UTF_8),
                            AvroSerdes.modelAnnouncementCodec().encode(signed)))
                    .get();
            return signed;
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.failed("the model was not announced: " + cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserException.failed("interrupted");
        }
    }

    /**
     * Returns the last announcement of each version of each model, oldest first. Records that are not announcements are
     * skipped.
     */
    public List<ModelAnnouncement> announcements() {
        return read(Topics.MODELS, AvroSerdes.modelAnnouncementCodec());
    }

    /** Returns the reports that the topic still contains, oldest first. */
    public List<ModelStatus> statuses() {
        return read(Topics.MODEL_STATUS, AvroSerdes.modelStatusCodec());
    }

    private <T extends SpecificRecordBase> List<T> read(String topic, AvroCodec<T> codec) {
        topics.require(List.of(topic));
        List<T> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, sizes, topics.partitions(topic), true)) {
            reader.readToEnd(message -> {
                byte[] value = message.value();
                if (value != null) {
                    try {
                        values.add(codec.decode(value));
                    } catch (MalformedMessageException e) {
                        // Not an announcement or report. The instances report it.
                    }
                }
                return true;
            });
        }
        return values;
    }
}
