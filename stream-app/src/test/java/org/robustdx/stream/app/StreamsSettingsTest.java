package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.readahead.ReadAheadClients;
import org.robustdx.stream.readahead.StreamsGroupConsumer;

class StreamsSettingsTest {
    private static final int MIB = 1 << 20;

    private static StreamsSettings settings(ProcessingGuarantee guarantee, Map<String, String> kafka) {
        return StreamsSettings.of(
                new StreamConfig(
                        new KafkaConnection("localhost:9092", kafka),
                        "app",
                        Path.of("m"),
                        Device.CPU,
                        1,
                        1,
                        TaskPolicies.of(0.01),
                        SizeLimits.ofDefaults(),
                        Optional.empty(),
                        Path.of("state"),
                        guarantee,
                        Batching.ofDefaults(),
                        Optional.empty()),
                1000);
    }

    private static StreamsSettings settings(Map<String, String> kafka) {
        return settings(ProcessingGuarantee.EXACTLY_ONCE_V2, kafka);
    }

    @Test
    void shouldStopWaitingForAcknowledgementsWhenTheTransactionHasTimedOut() {
        Properties settings = settings(Map.of()).properties();
        assertThat(settings.get("producer.delivery.timeout.ms")).isEqualTo(20_000);
        assertThat(settings.get("producer.request.timeout.ms")).isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request.timeout.ms", "producer.delivery.timeout.ms"})
    void shouldNotSetDeliveryTimeoutsIfTheUserSetsOne(String name) {
        Properties settings = settings(Map.of(name, "60000")).properties();
        assertThat(settings.get(name)).isEqualTo("60000");
        assertThat(settings).doesNotContainKey("producer.request.timeout.ms");
        assertThat(settings.get("producer.delivery.timeout.ms")).isIn(null, "60000");
    }

    @ParameterizedTest
    @CsvSource({
        // Images per second, bytes per image, threads, heap in MiB; expected records and bytes per poll.
        "1000, 100000, 1, 4096, 512, 51200000", // 16 batches
        "1000, 1000000, 1, 4096, 67, 67000000", // 64 MiB at most
        "1000, 1000000, 1, 256, 33, 33000000", // an eighth of the heap
        "1000, 1000000, 4, 256, 8, 8000000", // all threads together
        "20, 100000, 1, 4096, 40, 4000000", // two seconds of work
        "20, 100000, 2, 4096, 20, 2000000", // all threads together
        "1000, 500000000, 1, 4096, 1, 67108864", // at least one
        "0.01, 1, 1, 4096, 1, 1048576"
    })
    void shouldSizePollsByWorkAndMemory(double speed, int imageBytes, int threads, long heap, int records, int bytes) {
        Batching batching = new Batching(new PipelineOptions(32, Duration.ZERO, 1, 1), imageBytes);
        FetchPlan plan = FetchPlan.of(batching, speed, threads, heap * MIB);
        assertThat(plan.records()).isEqualTo(records);
        assertThat(plan.bytes()).isBetween(bytes * 99 / 100, bytes);
        assertThat(plan.batchBytes()).isEqualTo((int) Math.min(plan.bytes(), 32L * imageBytes));
    }

    @Test
    void shouldHaveADeadlineBelowTheTimeoutsOfTransactionAndGroup() {
        assertThat(settings(Map.of()).deadline()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings(Map.of("producer.transaction.timeout.ms", "5000")).deadline())
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(settings(Map.of("max.poll.interval.ms", "1000")).deadline()).isEqualTo(Duration.ofMillis(800));
        assertThat(settings(Map.of("main.consumer.max.poll.interval.ms", "500", "max.poll.interval.ms", "1000"))
                        .deadline())
                .isEqualTo(Duration.ofMillis(400));
        assertThat(settings(ProcessingGuarantee.AT_LEAST_ONCE, Map.of()).deadline())
                .isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void shouldHoldRecordsBackBeforeAnOpenTransactionTimesOut() {
        assertThat(settings(Map.of()).patience()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings(Map.of("producer.transaction.timeout.ms", "5000")).patience())
                .isEqualTo(Duration.ofSeconds(2));
        // Without a transaction, a rebalance still waits for a poll.
        assertThat(settings(ProcessingGuarantee.AT_LEAST_ONCE, Map.of()).patience())
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(settings(Map.of("max.poll.interval.ms", "100000")).longestWait())
                .isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void shouldNameATimeoutThatIsNotANumber() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(
                        () -> settings(Map.of("max.poll.interval.ms", "soon")).deadline())
                .withMessage("kafka: max.poll.interval.ms: soon (expected: milliseconds)");
    }

    @Test
    void shouldGiveTheUsersPropertiesPrecedence() {
        Properties properties = settings(Map.of("max.poll.records", "7", "consumer.fetch.max.bytes", "9"))
                .properties();
        assertThat(properties)
                .containsEntry("max.poll.records", "7")
                .doesNotContainKey("consumer.max.poll.records")
                .containsEntry("consumer.fetch.max.bytes", "9");
    }

    @Test
    void shouldNameTheConsumerClassForTheStreamsProtocol() {
        ReadAheadClients clients = clients();
        assertThat(settings(Map.of("group.protocol", "streams")).properties(clients))
                .containsEntry("main.consumer.__internal.consumer.wrapper__", StreamsGroupConsumer.class.getName())
                .containsEntry("main.consumer." + StreamsGroupConsumer.CLIENTS, clients);
        StreamsSettings classic = settings(Map.of("main.consumer.interceptor.classes", "a.B"));
        assertThat(classic.properties(clients)).isEqualTo(classic.properties());
    }

    private static ReadAheadClients clients() {
        Diagnostician none = new Diagnostician() {
            @Override
            public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ModelIdentity model() {
                return new ModelIdentity("", "", "", "", List.of(), List.of());
            }
        };
        Examiner examiner = new Examiner(none, new ContentResolver(1, Optional.empty()));
        return new ReadAheadClients(new ReadAhead("images", examiner), Duration.ofSeconds(1));
    }

    @Test
    void shouldNotSetTheSessionTimeoutForTheStreamsProtocol() {
        assertThat(settings(Map.of()).properties()).containsKey("consumer.session.timeout.ms");
        assertThat(settings(Map.of("group.protocol", "streams")).properties())
                .doesNotContainKey("consumer.session.timeout.ms");
    }

    @Test
    void shouldLetAFetchWaitBrieflyForAFullBatch() {
        Properties properties = settings(Map.of()).properties();
        assertThat(properties).containsEntry("consumer.fetch.max.wait.ms", 25);
        assertThat(properties.get("consumer.fetch.min.bytes"))
                .isIn(32 * Batching.DEFAULT_IMAGE_BYTES, properties.get("consumer.fetch.max.bytes"));
    }

    @Test
    void shouldShowTheDerivedSettings() {
        assertThat(settings(Map.of()).shown())
                .anyMatch(line -> line.startsWith("consumer.max.poll.records = "))
                .anyMatch(line -> line.startsWith("consumer.max.partition.fetch.bytes = "))
                .contains("producer.linger.ms = 5", "longest wait for the engine = 8000 ms");
    }
}
