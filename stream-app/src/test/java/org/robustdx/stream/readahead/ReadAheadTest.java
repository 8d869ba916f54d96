package org.robustdx.stream.readahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.deadletter.Reason;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;

class ReadAheadTest {
    private static final String TOPIC = "images";
    private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
    private static final Duration SOON = Duration.ofMillis(1);

    private final Slow engine = new Slow();
    private final ReadAhead readAhead =
            new ReadAhead(TOPIC, new Examiner(engine, new ContentResolver(1000, Optional.empty())));

    /** Answers nothing by itself. */
    private static final class Slow implements Diagnostician {
        final List<CompletableFuture<Outcome>> started = new ArrayList<>();
        final List<Supplier<ContentResult>> contents = new ArrayList<>();
        final List<Integer> together = new ArrayList<>();

        @Override
        public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
            contents.add(content);
            started.add(new CompletableFuture<>());
            return started.get(started.size() - 1);
        }

        @Override
        public void together(Runnable diagnoses) {
            int before = started.size();
            diagnoses.run();
            together.add(started.size() - before);
        }

        @Override
        public ModelIdentity model() {
            return new ModelIdentity("m", "", "", "t", List.of("a", "b"), List.of("d"));
        }
    }

    private static ConsumerRecord<byte[], byte[]> at(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], new byte[] {(byte) offset});
    }

    @SafeVarargs
    private void polled(ConsumerRecord<byte[], byte[]>... records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> one : records) {
            byPartition
                    .computeIfAbsent(new TopicPartition(one.topic(), one.partition()), p -> new ArrayList<>())
                    .add(one);
        }
        readAhead.polled(new ConsumerRecords<>(byPartition, Map.of()));
    }

    private ReadAhead.Taken take(TopicPartition partition, ConsumerRecord<byte[], byte[]> image) {
        return readAhead.take(partition, image.offset(), image.value());
    }

    @Test
    void shouldGiveEachRecordItsOwnExamination() {
        ConsumerRecord<byte[], byte[]> first = at(P0, 5);
        ConsumerRecord<byte[], byte[]> second = at(P0, 6);
        polled(first, second);
        assertThat(engine.started).hasSize(2);
        Outcome outcome = new Outcome.Refused(
                org.robustdx.stream.deadletter.Refusal.of(Reason.NO_VALUE, ReadAheadTest.class, "why"));
        engine.started.get(0).complete(outcome);
        assertThat(take(P0, first).examination().await(SOON)).isSameAs(outcome);
        assertThatIllegalStateException()
                .isThrownBy(() -> take(P0, second).examination().await(SOON))
                .withMessageContaining("no answer from the engine within 1 ms");
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 2, 0, 0));
        assertThat(engine.started).hasSize(2);
    }

    @Test
    void shouldTakeTurnsOverPartitions() {
        polled(at(P0, 1), at(P0, 2), at(P0, 3), at(P1, 10));
        // Contents are refused as malformed; which is which is told by the order in which they were asked for.
        assertThat(engine.started).hasSize(4);
        ReadAhead.Taken taken = readAhead.take(P1, 10, at(P1, 10).value());
        assertThat(taken.lastOfPoll()).isFalse(); // Not the same bytes: a miss.
        assertThat(engine.started.get(1)).isCancelled(); // The second turn was the other partition's.
    }

    @Test
    void shouldTellTheEngineWhatCameTogether() {
        polled(at(P0, 1), at(P0, 2), at(P1, 10));
        polled(at(P0, 3));
        assertThat(engine.together).containsExactly(3, 1);
    }

    @Test
    void shouldExamineAtOnceWhatWasNotReadAhead() {
        ReadAhead.Taken taken = take(P0, at(P0, 7));
        assertThat(engine.started).hasSize(1);
        assertThat(taken.lastOfPoll()).isFalse();
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 0, 1, 0));
    }

    @Test
    void shouldGiveUpEarlierRecordsOfThePartitionAlone() {
        ConsumerRecord<byte[], byte[]> third = at(P0, 3);
        ConsumerRecord<byte[], byte[]> other = at(P1, 1);
        polled(at(P0, 1), at(P0, 2), third, at(P0, 4));
        polled(other);
        take(P0, third);
        assertThat(engine.started.get(0)).isCancelled();
        assertThat(engine.started.get(1)).isCancelled();
        assertThat(engine.started.get(3)).isNotDone();
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(2, 1, 0, 2));
        assertThat(take(P1, other).examination()).isNotNull();
        assertThat(readAhead.snapshot().misses()).isZero();
    }

    @Test
    void shouldNotTakeAnExaminationOfOtherBytesAtTheSameOffset() {
        polled(at(P0, 1));
        take(P0, at(P0, 1));
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 0, 1, 1));
        assertThat(engine.started).hasSize(2);
    }

    @Test
    void shouldReplaceWhatIsReadAgainFromAnEarlierOffset() {
        polled(at(P0, 1), at(P0, 2), at(P0, 3));
        ConsumerRecord<byte[], byte[]> again = at(P0, 2);
        polled(again);
        assertThat(readAhead.snapshot().pending()).isEqualTo(2);
        take(P0, again);
        assertThat(readAhead.snapshot().hits()).isEqualTo(1);
        assertThat(engine.started.get(1)).isCancelled();
        assertThat(engine.started.get(2)).isCancelled();
        assertThat(engine.started.get(3)).isNotDone();
    }

    @Test
    void shouldGiveUpAPartitionThatGoes() {
        ConsumerRecord<byte[], byte[]> kept = at(P1, 1);
        polled(at(P0, 1), at(P0, 2), kept);
        readAhead.drop(P0);
        readAhead.drop(P0);
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(1, 0, 0, 2));
        take(P1, kept);
        assertThat(readAhead.snapshot().hits()).isEqualTo(1);
    }

    @Test
    void shouldTellTheLastOfAPoll() {
        ConsumerRecord<byte[], byte[]> a = at(P0, 1);
        ConsumerRecord<byte[], byte[]> b = at(P0, 2);
        ConsumerRecord<byte[], byte[]> c = at(P1, 1);
        polled(a, b, c);
        assertThat(take(P0, a).lastOfPoll()).isFalse();
        assertThat(take(P1, c).lastOfPoll()).isFalse();
        assertThat(take(P0, b).lastOfPoll()).isTrue();
    }

    @Test
    void shouldLeaveOtherTopicsAlone() {
        polled(at(new TopicPartition("other", 0), 1));
        assertThat(engine.started).isEmpty();
    }

    @Test
    void shouldReadTheEventOnTheEnginesThread() {
        byte[] value = Samples.message("a", Samples.clean());
        Examination examination = new Examiner(engine, new ContentResolver(1000, Optional.empty())).examine(value);
        assertThat(engine.contents.get(0).get()).isInstanceOf(ContentResult.Found.class);
        assertThat(examination.event().getImageId()).isEqualTo("a");
    }

    @Test
    void shouldNotBlameTheImageForAnOutage() {
        ReadAhead.Taken taken = take(P0, at(P0, 7));
        engine.started.get(0).completeExceptionally(new IllegalStateException("device lost"));
        assertThatIllegalStateException()
                .isThrownBy(() -> taken.examination().await(SOON))
                .withRootCauseInstanceOf(IllegalStateException.class)
                .withStackTraceContaining("device lost");
    }

    @Test
    void shouldRefuseAConfigurationWithoutAReadAhead() {
        try (ReadAheadInterceptor interceptor = new ReadAheadInterceptor()) {
            assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> interceptor.configure(Map.of()));
        }
    }
}
