package org.robustdx.stream.readahead;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The examinations that are under way before their records are processed, by partition and offset. {@link ReadAheadInterceptor} starts them as
 * records are polled, and each record's processor takes its own. Nothing here is needed for being right: an examination that is not here is
 * started when its record is processed, and offsets, order and transactions stay Kafka Streams' own. Thread-safe.
 */
public final class ReadAhead {
    private final String topic;
    private final Examiner examiner;
    private final Map<TopicPartition, Deque<Pending>> pending = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** @param left examinations of one poll that have not been taken */
    private record Pending(long offset, byte @Nullable [] value, Examination examination, AtomicInteger left) {}

    /**
     * What a processor gets for its record.
     *
     * @param examination the record's examination
     * @param lastOfPoll whether nothing else of the record's poll is left
     */
    public record Taken(Examination examination, boolean lastOfPoll) {}

    /**
     * The state of the read-ahead.
     *
     * @param pending examinations that no processor has taken yet
     * @param hits records whose examination was under way when they were processed
     * @param misses records whose examination had to be started then
     * @param dropped examinations that were given up, as after a rebalance
     */
    public record Snapshot(int pending, long hits, long misses, long dropped) {}

    /**
     * Creates a read-ahead.
     *
     * @param topic the image topic; records of others are left alone
     * @param examiner starts examinations
     */
    public ReadAhead(String topic, Examiner examiner) {
        this.topic = topic;
        this.examiner = examiner;
    }

    /** Starts the examinations of what one poll of one consumer brought, in turns over its partitions. */
    void polled(ConsumerRecords<byte[], byte[]> records) {
        List<Iterator<ConsumerRecord<byte[], byte[]>>> turns = new ArrayList<>();
        int count = 0;
        for (TopicPartition partition : records.partitions()) {
            if (partition.topic().equals(topic)) {
                List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
                count += batch.size();
                turns.add(batch.iterator());
            }
        }
        AtomicInteger left = new AtomicInteger(count);
        examiner.together(() -> {
            while (!turns.isEmpty()) {
                for (Iterator<ConsumerRecord<byte[], byte[]>> turn : turns) {
                    start(turn.next(), left);
                }
                turns.removeIf(turn -> !turn.hasNext());
            }
        });
    }

    private void start(ConsumerRecord<byte[], byte[]> image, AtomicInteger left) {
        Pending started = new Pending(image.offset(), image.value(), examiner.examine(image.value()), left);
        pending.compute(new TopicPartition(image.topic(), image.partition()), (partition, queue) -> {
            Deque<Pending> offsets = queue == null ? new ArrayDeque<>() : queue;
            // Read again from an earlier offset: what was started from there on is of no use any more.
            for (Pending last = offsets.peekLast(); last != null && last.offset >= started.offset; ) {
                drop(offsets.removeLast());
                last = offsets.peekLast();
            }
            offsets.addLast(started);
            return offsets;
        });
    }

    /**
     * Returns the examination of this record, and gives up those of earlier records of its partition, which can no longer be asked for.
     *
     * @param value the record's value, by which it is made sure that the examination is its own
     */
    public Taken take(TopicPartition partition, long offset, byte @Nullable [] value) {
        Pending[] own = new Pending[1];
        pending.computeIfPresent(partition, (same, offsets) -> {
            for (Pending first = offsets.peekFirst(); first != null && first.offset <= offset; ) {
                offsets.removeFirst();
                if (first.offset == offset && first.value == value) {
                    own[0] = first;
                } else {
                    drop(first);
                }
                first = offsets.peekFirst();
            }
            return offsets;
        });
        if (own[0] == null) {
            misses.increment();
            return new Taken(examiner.examine(value), false);
        }
        hits.increment();
        return new Taken(own[0].examination, own[0].left.decrementAndGet() == 0);
    }

    /** Gives up the examinations of a partition that is no longer processed here. */
    public void drop(TopicPartition partition) {
        Deque<Pending> offsets = pending.remove(partition);
        if (offsets != null) {
            offsets.forEach(this::drop);
        }
    }

    private void drop(Pending unused) {
        dropped.increment();
        unused.left.decrementAndGet();
        unused.examination.cancel();
    }

    /** Returns the state; the numbers are read one after the other. */
    public Snapshot snapshot() {
        int[] count = new int[1];
        pending.keySet()
                .forEach(partition -> pending.computeIfPresent(partition, (same, offsets) -> {
                    count[0] += offsets.size();
                    return offsets;
                }));
        return new Snapshot(count[0], hits.sum(), misses.sum(), dropped.sum());
    }
}
