package org.robustdx.inference.pipeline;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The images without an answer yet. Ends each image exactly once: with an answer, with a failure, or abandoned by its caller. Thread-safe. */
final class Unanswered {
    private final PipelineListener listener;
    private final Set<Item> items = ConcurrentHashMap.newKeySet();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** @param listener hears of each answer and each failure */
    Unanswered(PipelineListener listener) {
        this.listener = listener;
    }

    void add(Item item) {
        items.add(item);
    }

    /** Completes the image with an answer, if it has none. */
    void answer(Item item, Answer answer) {
        items.remove(item);
        if (item.answer.complete(answer)) {
            answered.increment();
            listener.answered(answer, System.nanoTime() - item.arrivedAt);
        }
    }

    /** Completes the image with a failure, if it has no answer. */
    void fail(Item item, Throwable cause) {
        items.remove(item);
        if (item.answer.completeExceptionally(cause)) {
            failed.increment();
            listener.failed(cause);
        }
    }

    /** Completes all images with a failure. */
    void failAll(Throwable cause) {
        List.copyOf(items).forEach(item -> fail(item, cause));
    }

    /** Forgets an image whose caller cancelled its future. */
    void abandon(Item item) {
        items.remove(item);
    }

    /** Returns the number of images without an answer. */
    int size() {
        return items.size();
    }

    /** Returns the number of images that got an answer. */
    long answered() {
        return answered.sum();
    }

    /** Returns the number of images that failed. */
    long failed() {
        return failed.sum();
    }
}
