package org.robustdx.stream.readahead;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The examinations that no processor has taken yet, by partition and ascending offset. Each operation on a partition is atomic. Thread-safe. */
final class PendingExaminations {
    private final Map<TopicPartition, Deque<Pending>> byPartition = new ConcurrentHashMap<>();

    /**
     * An examination that no processor has taken yet.
     *
     * @param value value of the record
     * @param left number of examinations of the same poll that are not taken yet
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity of the array on purpose
    record Pending(long offset, byte @Nullable [] value, Examination examination, AtomicInteger left) {
        boolean isDone() {
            return examination.outcome().isDone();
        }

        Pending in(AtomicInteger poll) {
            return new Pending(offset, value, examination, poll);
        }
    }

    /** Adds an examination after all others of its partition. */
    void add(TopicPartition partition, Pending started) {
        byPartition.compute(partition, (same, queue) -> {
            Deque<Pending> offsets = queue == null ? new ArrayDeque<>() : queue;
            offsets.addLast(started);
            return offsets;
        });
    }

    /** Adds examinations, by ascending offset, after all others of their partition. Does nothing if the partition has none. */
    void addAll(TopicPartition partition, NavigableMap<Long, Pending> later) {
        byPartition.computeIfPresent(partition, (same, offsets) -> {
            offsets.addAll(later.values());
            return offsets;
        });
    }

    /** Makes each examination from this offset on a poll of its own, and no longer part of the poll that started it. */
    void separate(TopicPartition partition, long from) {
        byPartition.computeIfPresent(partition, (same, offsets) -> {
            Deque<Pending> all = new ArrayDeque<>(offsets.size());
            for (Pending one : offsets) {
                boolean held = one.offset() >= from;
                if (held) {
                    one.left().decrementAndGet();
                }
                all.addLast(held ? one.in(new AtomicInteger(1)) : one);
            }
            return all;
        });
    }

    /** Removes and returns the examinations of a partition from this offset on, by offset. */
    NavigableMap<Long, Pending> removeFrom(TopicPartition partition, long from) {
        NavigableMap<Long, Pending> before = new TreeMap<>();
        byPartition.computeIfPresent(partition, (same, offsets) -> {
            for (Pending last = offsets.peekLast(); last != null && last.offset() >= from; last = offsets.peekLast()) {
                before.put(last.offset(), offsets.removeLast());
            }
            return offsets;
        });
        return before;
    }

    /**
     * Removes the examinations of a partition up to this offset, and returns the one of this offset and value.
     *
     * @param value the same object as at the poll; otherwise no examination is returned
     * @param drop receives the other removed examinations
     */
    Optional<Pending> take(TopicPartition partition, long offset, byte @Nullable [] value, Consumer<Pending> drop) {
        Pending[] own = new Pending[1];
        byPartition.computeIfPresent(partition, (same, offsets) -> {
            for (Pending first = offsets.peekFirst(); first != null && first.offset() <= offset; ) {
                offsets.removeFirst();
                if (first.offset() == offset && first.value() == value) {
                    own[0] = first;
                } else {
                    drop.accept(first);
                }
                first = offsets.peekFirst();
            }
            return offsets;
        });
        return Optional.ofNullable(own[0]);
    }

    /** Removes a partition, and passes its examinations to {@code drop}. */
    void remove(TopicPartition partition, Consumer<Pending> drop) {
        Deque<Pending> offsets = byPartition.remove(partition);
        if (offsets != null) {
            offsets.forEach(drop);
        }
    }

    /** Returns the number of examinations. */
    int size() {
        int[] count = new int[1];
        byPartition
                .keySet()
                .forEach(partition -> byPartition.computeIfPresent(partition, (same, offsets) -> {
                    count[0] += offsets.size();
                    return offsets;
                }));
        return count[0];
    }
}
