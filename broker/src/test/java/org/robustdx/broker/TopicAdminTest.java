package org.robustdx.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;

class TopicAdminTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldNameTopicsThatAreMissingOrTooSmall() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("small"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                assertThatExceptionOfType(UserException.class)
                        .isThrownBy(() -> topics.require(List.of(Topics.MODELS)))
                        .withMessageStartingWith("missing topics: " + Topics.MODELS + " (");
                topics.create(1, (short) 1, SIZES);
                topics.createCompacted(Topics.MODELS, (short) 1);
                topics.createCompacted(Topics.MODELS, (short) 1);
                topics.require(List.of(Topics.MODELS));
                assertThat(topics.partitionCounts(List.of(Topics.MODELS, "nowhere", Topics.DIAGNOSES)))
                        .containsExactly(Map.entry(Topics.MODELS, 1), Map.entry(Topics.DIAGNOSES, 1));
                assertThatExceptionOfType(UserException.class)
                        .isThrownBy(() -> topics.check(new SizeLimits(2 << 20)))
                        .withMessageContaining(Topics.MEDICAL_IMAGES + ": max.message.bytes is ")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
            }
        }
    }
}
