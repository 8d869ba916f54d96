package org.robustdx.schemas.serde;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** How records are written in the topics that others write and read. Thread-safe. */
public interface MessageFormat extends AutoCloseable {
    /** Avro's single-object encoding, which needs no registry. */
    MessageFormat SINGLE_OBJECT = new MessageFormat() {
        @Override
        public <T extends SpecificRecordBase> byte[] encode(String topic, AvroCodec<T> codec, T message) {
            return codec.encode(message);
        }

        @Override
        public <T extends SpecificRecordBase> T decode(AvroCodec<T> codec, byte[] bytes) {
            return codec.decode(bytes);
        }
    };

    /**
     * Returns the record as the value of a record of this topic.
     *
     * @throws RegistryException if there is a schema registry, and it does not answer
     */
    <T extends SpecificRecordBase> byte[] encode(String topic, AvroCodec<T> codec, T message);

    /**
     * Returns the record in these bytes.
     *
     * @throws MalformedMessageException if they are anything else than exactly one such record
     * @throws RegistryException if there is a schema registry, and it does not answer: the bytes are not to blame
     */
    <T extends SpecificRecordBase> T decode(AvroCodec<T> codec, byte[] bytes);

    /** Returns a serde of these records; {@code null} stays {@code null}. */
    @SuppressWarnings("NullAway") // Kafka passes and expects null values (tombstones), but does not declare them.
    default <T extends SpecificRecordBase> Serde<T> serde(AvroCodec<T> codec) {
        Serializer<T> serializer = (topic, message) -> message == null ? null : encode(topic, codec, message);
        Deserializer<T> deserializer = (topic, bytes) -> bytes == null ? null : decode(codec, bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    @Override
    default void close() {}
}
