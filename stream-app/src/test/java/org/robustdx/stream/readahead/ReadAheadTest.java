package org.robustdx.stream.readahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

class ReadAheadTest {
    private static final String TOPIC = "images";
    private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
    private static final Duration SOON = Duration.ofMillis(1);

    private final Slow engine = new Slow();
    private final ReadAhead readAhead =
            new ReadAhead(TOPIC, new Examiner(engine, new ContentResolver(1000, Optional.empty())));

    /** An engine that never answers by itself. */
    private static final class Slow implements Diagnostician {
        final List<CompletableFuture<Outcome>> started = new ArrayList<>();
        final List<Supplier<ContentResult>> contents = new ArrayList<>();
        final List<Integer> together = new ArrayList<>();
        boolean lost;

        @Override
        public CompletableFuture<Outcome> diagnose(Supplier<ContentResult> content) {
            contents.add(content);
            started.add(
                    lost
                            ? CompletableFuture.failedFuture(new IllegalStateException("device lost"))
                            : new CompletableFuture<>());
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
        Outcome outcome = new Outcome.Refused(Refusal.of(Reason.NO_VALUE, ReadAheadTest.class, "why"));
        engine.started.get(0).complete(outcome);
        assertThat(take(P0, first).examination().await(SOON)).isSameAs(outcome);
        assertThatIllegalStateException()
                .isThrownBy(() -> take(P0, second).examination().await(SOON))
                .withMessageContaining("no outcome of the image within 1 ms");
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 2, 0, 0, 0));
        assertThat(engine.started).hasSize(2);
    }

    @Test
    void shouldAlternateBetweenPartitions() {
        polled(at(P0, 1), at(P0, 2), at(P0, 3), at(P1, 10));
        // The contents are refused as malformed. Their order identifies them.
        assertThat(engine.started).hasSize(4);
        ReadAhead.Taken taken = readAhead.take(P1, 10, at(P1, 10).value());
        assertThat(taken.lastOfPoll()).isFalse(); // Other bytes: a miss.
        assertThat(engine.started.get(1)).isCancelled(); // The second examination belongs to the other partition.
    }

    @Test
    void shouldSubmitTheRecordsOfAPollTogether() {
        polled(at(P0, 1), at(P0, 2), at(P1, 10));
        polled(at(P0, 3));
        assertThat(engine.together).containsExactly(3, 1);
    }

    @Test
    void shouldExamineARecordImmediatelyIfItWasNotReadAhead() {
        ReadAhead.Taken taken = take(P0, at(P0, 7));
        assertThat(engine.started).hasSize(1);
        assertThat(taken.lastOfPoll()).isFalse();
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 0, 1, 0, 0));
    }

    @Test
    void shouldCancelEarlierRecordsOfTheSamePartitionOnly() {
        ConsumerRecord<byte[], byte[]> third = at(P0, 3);
        ConsumerRecord<byte[], byte[]> other = at(P1, 1);
        polled(at(P0, 1), at(P0, 2), third, at(P0, 4));
        polled(other);
        take(P0, third);
        assertThat(engine.started.get(0)).isCancelled();
        assertThat(engine.started.get(1)).isCancelled();
        assertThat(engine.started.get(3)).isNotDone();
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(2, 1, 0, 2, 0));
        assertThat(take(P1, other).examination()).isNotNull();
        assertThat(readAhead.snapshot().misses()).isZero();
    }

    @Test
    void shouldNotReuseAnExaminationOfOtherBytesAtTheSameOffset() {
        polled(at(P0, 1));
        take(P0, at(P0, 1));
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 0, 1, 1, 0));
        assertThat(engine.started).hasSize(2);
    }

    @Test
    void shouldContinueExaminationsWhenRecordsAreReadAgainFromAnEarlierOffset() {
        polled(at(P0, 1), at(P0, 2), at(P0, 3), at(P0, 4), at(P0, 6));
        ConsumerRecord<byte[], byte[]> second = at(P0, 2);
        ConsumerRecord<byte[], byte[]> fourth = at(P0, 4);
        polled(second, fourth); // The third record is missing, and the sixth comes with another poll.
        assertThat(engine.started).hasSize(5);
        assertThat(engine.started.get(2)).isCancelled();
        assertThat(readAhead.snapshot().pending()).isEqualTo(4);
        ConsumerRecord<byte[], byte[]> sixth = at(P0, 6);
        polled(sixth);
        take(P0, second);
        take(P0, fourth);
        assertThat(take(P0, sixth).lastOfPoll()).isTrue();
        assertThat(engine.started).hasSize(5);
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 3, 0, 2, 0));
    }

    @Test
    void shouldRestartAnExaminationThatFailedWhileHeldBack() {
        assertThat(ready(new HashMap<>(), List.of(at(P0, 1), at(P0, 2))).isEmpty())
                .isTrue();
        engine.started.get(1).completeExceptionally(new IllegalStateException("lost for a moment"));
        polled(at(P0, 1), at(P0, 2));
        assertThat(engine.started).hasSize(3);
        assertThat(engine.started.get(0)).isNotDone();
    }

    @Test
    void shouldCancelTheExaminationsOfARevokedPartition() {
        ConsumerRecord<byte[], byte[]> kept = at(P1, 1);
        polled(at(P0, 1), at(P0, 2), kept);
        readAhead.drop(P0);
        readAhead.drop(P0);
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(1, 0, 0, 2, 0));
        take(P1, kept);
        assertThat(readAhead.snapshot().hits()).isEqualTo(1);
    }

    @Test
    void shouldMarkTheLastRecordOfAPoll() {
        ConsumerRecord<byte[], byte[]> a = at(P0, 1);
        ConsumerRecord<byte[], byte[]> b = at(P0, 2);
        ConsumerRecord<byte[], byte[]> c = at(P1, 1);
        polled(a, b, c);
        assertThat(take(P0, a).lastOfPoll()).isFalse();
        assertThat(take(P1, c).lastOfPoll()).isFalse();
        assertThat(take(P0, b).lastOfPoll()).isTrue();
    }

    @Test
    void shouldIgnoreOtherTopics() {
        polled(at(new TopicPartition("other", 0), 1));
        assertThat(engine.started).isEmpty();
    }

    @Test
    void shouldDecodeTheEventOnTheEnginesThread() {
        byte[] value = Samples.message("a", Samples.clean());
        Examination examination = new Examiner(engine, new ContentResolver(1000, Optional.empty())).examine(value);
        assertThat(engine.contents.get(0).get()).isInstanceOf(ContentResult.Found.class);
        assertThat(examination.event().getImageId()).isEqualTo("a");
    }

    @Test
    void shouldThrowOnAnOutageInsteadOfRefusingTheImage() {
        ReadAhead.Taken taken = take(P0, at(P0, 7));
        engine.started.get(0).completeExceptionally(new IllegalStateException("device lost"));
        assertThatIllegalStateException()
                .isThrownBy(() -> taken.examination().await(SOON))
                .withRootCauseInstanceOf(IllegalStateException.class)
                .withStackTraceContaining("device lost");
    }

    private ConsumerRecords<byte[], byte[]> ready(
            Map<TopicPartition, Long> heldBack, List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> one : records) {
            TopicPartition partition = new TopicPartition(one.topic(), one.partition());
            byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(one);
            next.put(partition, new OffsetAndMetadata(one.offset() + 1));
        }
        return readAhead.ready(new ConsumerRecords<>(byPartition, next), SOON, heldBack::put);
    }

    private void answer(int... started) {
        for (int i : started) {
            engine.started
                    .get(i)
                    .complete(new Outcome.Refused(Refusal.of(Reason.NO_VALUE, ReadAheadTest.class, "why")));
        }
    }

    @Test
    void shouldHoldBackRecordsFromTheFirstOneWithoutAnOutcome() {
        TopicPartition other = new TopicPartition("other", 0);
        ConsumerRecord<byte[], byte[]> first = at(P0, 1);
        ConsumerRecord<byte[], byte[]> elsewhere = at(other, 5);
        polled(first, at(P0, 2), at(P0, 3)); // Polled again, the examinations continue.
        answer(0, 2);
        Map<TopicPartition, Long> heldBack = new HashMap<>();
        ConsumerRecords<byte[], byte[]> ready =
                ready(heldBack, List.of(first, at(P0, 2), at(P0, 3), at(P1, 10), elsewhere));
        assertThat(ready.records(P0)).containsExactly(first);
        assertThat(ready.records(P1)).isEmpty();
        assertThat(ready.partitions()).containsExactlyInAnyOrder(P0, other);
        assertThat(ready.records(other)).containsExactly(elsewhere);
        assertThat(heldBack).isEqualTo(Map.of(P0, 2L, P1, 10L));
        assertThat(ready.nextOffsets())
                .isEqualTo(Map.of(P0, new OffsetAndMetadata(2), other, new OffsetAndMetadata(6)));
        assertThat(take(P0, first).lastOfPoll()).isTrue(); // No other record was returned.
        assertThat(readAhead.snapshot().heldBack()).isEqualTo(2);
    }

    @Test
    void shouldContinueExaminationsOfRecordsThatWereHeldBack() {
        Map<TopicPartition, Long> heldBack = new HashMap<>();
        assertThat(ready(heldBack, List.of(at(P0, 1), at(P0, 2))).isEmpty()).isTrue();
        assertThat(heldBack).isEqualTo(Map.of(P0, 1L));
        answer(0, 1);
        ConsumerRecord<byte[], byte[]> first = at(P0, 1);
        ConsumerRecord<byte[], byte[]> second = at(P0, 2);
        assertThat(ready(heldBack, List.of(first, second)).count()).isEqualTo(2);
        assertThat(engine.started).hasSize(2); // Not started twice.
        assertThat(take(P0, first).lastOfPoll()).isFalse();
        assertThat(take(P0, second).lastOfPoll()).isTrue();
        assertThat(readAhead.snapshot()).isEqualTo(new ReadAhead.Snapshot(0, 2, 0, 0, 1));
    }

    @Test
    void shouldRestartAnExaminationIfTheBytesAtItsOffsetChanged() {
        assertThat(ready(new HashMap<>(), List.of(at(P0, 1), at(P0, 2))).isEmpty())
                .isTrue();
        ConsumerRecord<byte[], byte[]> changed =
                new ConsumerRecord<>(P0.topic(), P0.partition(), 1, new byte[0], new byte[] {77});
        polled(changed);
        assertThat(engine.started).hasSize(3);
        assertThat(engine.started.get(0)).isCancelled();
        assertThat(engine.started.get(1)).isNotDone();
    }

    @Test
    void shouldReturnFailedRecordsWithoutWaiting() {
        engine.lost = true;
        Map<TopicPartition, Long> heldBack = new HashMap<>();
        ConsumerRecord<byte[], byte[]> image = at(P0, 1);
        assertThat(ready(heldBack, List.of(image)).count()).isEqualTo(1);
        assertThat(heldBack).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> take(P0, image).examination().await(SOON))
                .withStackTraceContaining("device lost");
    }

    @Test
    void shouldSeekConsumersToRecordsThatAreHeldBack() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.assign(List.of(P0));
        consumer.updateBeginningOffsets(Map.of(P0, 0L));
        consumer.addRecord(at(P0, 0));
        consumer.addRecord(at(P0, 1));
        polled(at(P0, 0));
        answer(0);
        ReadAheadClients clients = new ReadAheadClients(readAhead, SOON);
        ConsumerRecords<byte[], byte[]> ready = clients.ready(consumer.poll(Duration.ZERO), consumer);
        assertThat(ready.count()).isEqualTo(1);
        assertThat(consumer.position(P0)).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("NullAway") // The argument is not used.
    void shouldRefuseAConfigurationWithoutReadAheadClients() {
        StreamsGroupConsumer consumer = new StreamsGroupConsumer();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> consumer.wrapConsumer(null, Map.of(), Optional.empty()));
    }
}
