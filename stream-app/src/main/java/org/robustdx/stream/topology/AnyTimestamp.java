package org.robustdx.stream.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's timestamp, or the present time where the record has none. Kafka Streams' default stops the app at such a record, and its alternative
 * drops it: any producer could do either to us. A timestamp of any year is passed on; nothing that is written relies on it.
 */
final class AnyTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> message, long partitionTime) {
        return message.timestamp() >= 0 ? message.timestamp() : System.currentTimeMillis();
    }
}
