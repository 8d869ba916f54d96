package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExpectedWarningsTest {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final String ISSUE =
            "[Consumer clientId=robustdx-1, groupId=robustdx] The metadata response from the"
                    + " cluster reported a recoverable issue with correlation id 2 : {%s}";

    @Test
    void shouldSuppressWarningsAboutTopicsThatKafkaStreamsCreates() {
        assertThat(decide(CLIENT, ISSUE.formatted("robustdx-sightings-repartition=UNKNOWN_TOPIC_OR_PARTITION")))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(
                        CLIENT,
                        ISSUE.formatted("a-x-changelog=LEADER_NOT_AVAILABLE, a-y-repartition=LEADER_NOT_AVAILABLE")))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void shouldPassEveryOtherWarning() {
        assertThat(decide(CLIENT, ISSUE.formatted("medical-images=UNKNOWN_TOPIC_OR_PARTITION")))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(
                        CLIENT,
                        ISSUE.formatted("a-y-repartition=UNKNOWN_TOPIC_OR_PARTITION, diagnoses=LEADER_NOT_AVAILABLE")))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, ISSUE.formatted("a-y-repartition=TOPIC_AUTHORIZATION_FAILED")))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, "Connection to node -1 could not be established. Node may not be available."))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("other.Client", ISSUE.formatted("a-y-repartition=LEADER_NOT_AVAILABLE")))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldBeInTheAppsLogConfiguration() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/logback.xml")))
                .contains("<filter class=\"" + ExpectedWarnings.class.getName() + "\"/>");
    }

    private static FilterReply decide(String logger, String message) {
        LoggingEvent event =
                new LoggingEvent("", new LoggerContext().getLogger(logger), Level.WARN, message, null, null);
        return new ExpectedWarnings().decide(event);
    }
}
