package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrokerLogTest {
    private static final String CONTROLLER = "kafka.server.ControllerApis";
    private static final String REPLICAS = "kafka.server.ReplicaManager";

    @Test
    void shouldSuppressErrorsThatTheBrokerSendsToItsClient() {
        assertThat(decide(CONTROLLER, new UnsupportedVersionException("not yet")))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(CONTROLLER, new CompletionException(new NotControllerException("not yet"))))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(REPLICAS, new OutOfOrderSequenceException("5, expected 0")))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void shouldKeepErrorsOfTheBrokerItself() {
        assertThat(decide(REPLICAS, new KafkaStorageException("disk full"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(REPLICAS, new CompletionException(new KafkaStorageException("disk full"))))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(REPLICAS, new IllegalStateException("a bug"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(REPLICAS, null)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("kafka.server.BrokerServer", new NotControllerException("no")))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    /** With two of them, logback prints its own status before the output of each command. */
    @Test
    void shouldFindOneFileOfLogSettings() throws IOException {
        assertThat(Collections.list(BrokerLog.class.getClassLoader().getResources("logback.xml")))
                .hasSize(1);
    }

    private static FilterReply decide(String logger, @Nullable Throwable error) {
        return new BrokerLog.Answers()
                .decide(null, new LoggerContext().getLogger(logger), Level.ERROR, "failed", null, error);
    }
}
