package org.robustdx.stream.readahead;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.readahead.PendingExaminations.Pending;

/**
 * Holds the examinations that run before their records are processed, by partition and offset. {@link ReadAheadClients}
 * start them when records are polled. The processor of a record takes the record's examination from here.
 *
 * <p>The read-ahead is an optimisation only. If an examination is missing, {@link #take} starts it. Kafka Streams alone
 * manages offsets, order and transactions. Thread-safe.
 */
public final class ReadAhead {
    private final String topic;
    private final Examiner examiner;
    private final PendingExaminations pending = new PendingExaminations();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder heldBack = new LongAdder();

    /**
     * What a processor gets for its record.
     *
     * @param examination the record's examination
     * @param lastOfPoll whether this was the last examination of its poll
     */
    public record Taken(Examination examination, boolean lastOfPoll) {}

    /**
     * The counters of the read-ahead.
     *
     * @param pending examinations that no processor has taken yet
     * @param hits records whose examination was already started when they were processed
     * @param misses records whose examination was started only when they were processed
     * @param dropped examinations that were cancelled, for example after a rebalance
     * @param heldBack how often the records of a partition were held back for a later poll
     */
    public record Snapshot(int pending, long hits, long misses, long dropped, long heldBack) {}

    /**
     * Creates a read-ahead.
     *
     * @param topic the image topic; records of other topics are ignored
     * @param examiner starts examinations
     */
    public ReadAhead(String topic, Examiner examiner) {
        this.topic = topic;
        this.examiner = examiner;
    }

    /**
     * Starts the examinations of the records that one poll of one consumer returned, and waits for their outcomes.
     *
     * @param patience maximum wait for all outcomes
     * @param again called with each partition whose records are held back, and the offset of the first of them; the
     *     caller must poll this partition from this offset again, while the examinations continue
     * @return the records that can be processed without waiting: in each partition, those before the first record
     *     without an outcome
     */
    ConsumerRecords<byte[], byte[]> ready(
            ConsumerRecords<byte[], byte[]> polled, Duration patience, ObjLongConsumer<TopicPartition> again) {
        Map<TopicPartition, List<Pending>> started = polled(polled);
        if (awaited(started.values().stream().flatMap(List::stream).toList(), patience)) {
            return polled;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> ready = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
        polled.partitions().forEach(partition -> ready.put(partition, polled.records(partition)));
        started.forEach((partition, examinations) -> {
            int done = 0;
            while (done < examinations.size() && examinations.get(done).isDone()) {
                done++;
            }
            if (done < examinations.size()) {
                List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
                long offset = records.get(done).offset();
                heldBack.increment();
                pending.separate(partition, offset);
                again.accept(partition, offset);
                ready.put(partition, records.subList(0, done));
                next.put(
                        partition,
                        new OffsetAndMetadata(offset, records.get(done).leaderEpoch(), ""));
                if (done == 0) {
                    ready.remove(partition);
                    next.remove(partition);
                }
            }
        });
        return new ConsumerRecords<>(ready, next);
    }

    private static boolean awaited(List<Pending> started, Duration patience) {
        CompletableFuture<?>[] outcomes =
                started.stream().map(pending -> pending.examination().outcome()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(outcomes).get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // A failure counts as complete. The processor of the failed record reports it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts the examinations of the records of one poll and returns them. Takes one record of each partition in turn.
     */
    Map<TopicPartition, List<Pending>> polled(ConsumerRecords<byte[], byte[]> records) {
        List<Turn> turns = new ArrayList<>();
        int count = 0;
        for (TopicPartition partition : records.partitions()) {
            if (partition.topic().equals(topic)) {
                List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
                count += batch.size();
                turns.add(new Turn(
                        partition,
                        batch.iterator(),
                        pending.removeFrom(partition, batch.get(0).offset()),
                        new ArrayList<>()));
            }
        }
        AtomicInteger left = new AtomicInteger(count);
        List<Turn> going = new ArrayList<>(turns);
        examiner.together(() -> {
            while (!going.isEmpty()) {
                going.forEach(turn -> start(turn, left));
                going.removeIf(turn -> !turn.records.hasNext());
            }
        });
        Map<TopicPartition, List<Pending>> started = new LinkedHashMap<>();
        for (Turn turn : turns) {
            settle(turn);
            started.put(turn.partition, turn.started);
        }
        return started;
    }

    /**
     * The records of one partition in one poll.
     *
     * @param before examinations that an earlier poll started for the same or later records, by offset
     */
    private record Turn(
            TopicPartition partition,
            Iterator<ConsumerRecord<byte[], byte[]>> records,
            NavigableMap<Long, Pending> before,
            List<Pending> started) {}

    /**
     * Cancels earlier examinations whose records this poll did not return. Keeps those after the poll's last record,
     * because a later poll returns their records.
     */
    private void settle(Turn turn) {
        long last = turn.started.get(turn.started.size() - 1).offset();
        turn.before.headMap(last, true).values().forEach(this::drop);
        pending.addAll(turn.partition, turn.before.tailMap(last, false));
    }

    /**
     * Returns whether an earlier examination can be reused. A failed examination is restarted, because the cause may be
     * over. Only the failure of the poll's first record is kept: if each poll restarted it, an outage would never be
     * reported.
     */
    private static boolean reuses(Pending before, boolean first) {
        CompletableFuture<Outcome> outcome = before.examination().outcome();
        return first ? !outcome.isCancelled() : !outcome.isCompletedExceptionally();
    }

    private void start(Turn turn, AtomicInteger left) {
        ConsumerRecord<byte[], byte[]> image = turn.records.next();
        Pending before = turn.before.get(image.offset());
        Examination examination;
        if (before != null && Arrays.equals(before.value(), image.value()) && reuses(before, turn.started.isEmpty())) {
            turn.before.remove(image.offset()); // The record was held back by an earlier poll.
            examination = before.examination();
        } else {
            examination = examiner.examine(image.value());
        }
        Pending started = new Pending(image.offset(), image.value(), examination, left);
        turn.started.add(started);
        pending.add(turn.partition, started);
    }

    /**
     * Returns the examination of a record. Cancels those of earlier records of the partition, which no processor can
     * request any more.
     *
     * @param value the record's value, which must be the same object as at the poll; otherwise the examination is not
     *     reused
     */
    public Taken take(TopicPartition partition, long offset, byte @Nullable [] value) {
        Optional<Pending> own = pending.take(partition, offset, value, this::drop);
        if (own.isEmpty()) {
            misses.increment();
            return new Taken(examiner.examine(value), false);
        }
        hits.increment();
        return new Taken(own.get().examination(), own.get().left().decrementAndGet() == 0);
    }

    /** Cancels the examinations of a partition that this instance no longer processes. */
    public void drop(TopicPartition partition) {
        pending.remove(partition, this::drop);
    }

    private void drop(Pending unused) {
        dropped.increment();
        unused.left().decrementAndGet();
        unused.examination().cancel();
    }

    /** Returns the counters. They are read one after the other, so they may differ by records that are in progress. */
    public Snapshot snapshot() {
        return new Snapshot(pending.size(), hits.sum(), misses.sum(), dropped.sum(), heldBack.sum());
    }
}
