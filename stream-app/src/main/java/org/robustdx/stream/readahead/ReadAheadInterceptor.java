package org.robustdx.stream.readahead;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Shows what Kafka Streams polls to the {@link ReadAhead} that the consumer's configuration holds, on the stream thread, and changes nothing. */
public final class ReadAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    /** Key of the configuration under which the {@link ReadAhead} is found. */
    public static final String READ_AHEAD = "robustdx.read.ahead";

    private @Nullable ReadAhead readAhead;

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(READ_AHEAD) instanceof ReadAhead given)) {
            throw new ConfigException(READ_AHEAD, configs.get(READ_AHEAD), "expected: a read-ahead");
        }
        readAhead = given;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (readAhead != null) {
            readAhead.polled(records);
        }
        return records;
    }

    /** Not called where Kafka Streams processes exactly once, and not needed: processors take what they process. */
    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
