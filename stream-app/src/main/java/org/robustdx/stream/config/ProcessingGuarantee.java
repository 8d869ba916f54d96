package org.robustdx.stream.config;

import org.apache.kafka.streams.StreamsConfig;

/** How often an image's outcome can reach a consumer that reads committed records. */
public enum ProcessingGuarantee {
    /** Exactly once: outcomes and the position in the input are committed together. */
    EXACTLY_ONCE_V2(StreamsConfig.EXACTLY_ONCE_V2),
    /** At least once: after a crash some images are diagnosed again. */
    AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE);

    private final String kafkaName;

    ProcessingGuarantee(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** Returns Kafka's name for it. */
    public String kafkaName() {
        return kafkaName;
    }
}
