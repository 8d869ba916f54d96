package org.robustdx.console.topics;

import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.console.cases.Subject;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.serde.AvroCodec;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * Reads single records by their position. It has one consumer, which readers take in turn: what they need is read in some milliseconds. A record may be
 * gone, because topics keep what they hold for a limited time. Thread-safe.
 */
public final class RecordLookup implements AutoCloseable {
    /** The topics whose records it reads. */
    public static final List<String> READ =
            List.of(Topics.ADVERSARIAL_ALERTS, Topics.OUT_OF_SCOPE_ALERTS, Topics.MEDICAL_IMAGES);

    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final MessageFormat format;
    private final List<TopicPartition> partitions;
    private @Nullable TopicReader reader;

    /** @param partitions the partitions whose records may be asked for */
    public RecordLookup(
            KafkaConnection kafka, SizeLimits sizes, MessageFormat format, List<TopicPartition> partitions) {
        this.kafka = ClientSettings.lookup(kafka);
        this.sizes = sizes;
        this.format = format;
        this.partitions = List.copyOf(partitions);
    }

    /** Returns the alert on an image that looks tampered with; empty if its record is gone. */
    public Optional<AdversarialAlert> tampering(Subject subject) throws UnavailableException {
        return read(AvroSerdes.adversarialAlertCodec(), subject.topic(), subject.partition(), subject.offset());
    }

    /** Returns the alert on an image out of scope; empty if its record is gone. */
    public Optional<OutOfScopeAlert> outOfScope(Subject subject) throws UnavailableException {
        return read(AvroSerdes.outOfScopeAlertCodec(), subject.topic(), subject.partition(), subject.offset());
    }

    /** Returns an image's event; empty if its record is gone, or the position is none. */
    public Optional<ImageEvent> image(String topic, int partition, long offset) throws UnavailableException {
        return read(AvroSerdes.imageEventCodec(), topic, partition, offset);
    }

    private <T extends SpecificRecordBase> Optional<T> read(
            AvroCodec<T> codec, String topic, int partition, long offset) throws UnavailableException {
        Optional<byte[]> value = value(new TopicPartition(topic, partition), offset);
        try {
            return value.map(bytes -> format.decode(codec, bytes));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private synchronized Optional<byte[]> value(TopicPartition partition, long offset) throws UnavailableException {
        try {
            TopicReader open = reader;
            if (open == null) {
                open = TopicReader.open(kafka, sizes, partitions, false);
                reader = open;
            }
            return open.readAt(partition, offset).flatMap(found -> Optional.ofNullable(found.value()));
        } catch (KafkaException e) {
            close(); // The next call opens another one.
            throw new UnavailableException("Kafka does not answer", e);
        }
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
