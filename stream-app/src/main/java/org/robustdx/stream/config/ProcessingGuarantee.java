package org.robustdx.stream.config;

import org.apache.kafka.streams.StreamsConfig;

/** How often the outcome of an image can appear to a consumer of committed records. */
public enum ProcessingGuarantee {
    /** Exactly once: outcomes and input offsets are committed in one transaction. */
    EXACTLY_ONCE_V2(StreamsConfig.EXACTLY_ONCE_V2),
    /** At least once: after a crash, some images are diagnosed a second time. */
    AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE);

    private final String kafkaName;

    ProcessingGuarantee(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** Returns the value of Kafka Streams' property {@code processing.guarantee}. */
    public String kafkaName() {
        return kafkaName;
    }
}
