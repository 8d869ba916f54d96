package org.robustdx.lab.bench;

import java.util.concurrent.atomic.LongAdder;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.PipelineListener;

/**
 * What images have spent in the pipeline of an app since its start. All times are sums over images, in nanoseconds.
 *
 * @param images number of images that were answered
 * @param total from their arrival in the pipeline to their answers
 * @param queued until their decoding began
 * @param decoding in the decoder
 * @param inferring in the engine
 */
record PipelineTimes(long images, long total, long queued, long decoding, long inferring) {
    /** Adds up the times. Thread-safe. */
    static final class Clock implements PipelineListener {
        private final LongAdder images = new LongAdder();
        private final LongAdder total = new LongAdder();
        private final LongAdder queued = new LongAdder();
        private final LongAdder decoding = new LongAdder();
        private final LongAdder inferring = new LongAdder();

        @Override
        public void decoded(long queuedNanos, long decodingNanos) {
            queued.add(queuedNanos);
            decoding.add(decodingNanos);
        }

        @Override
        public void inferred(int count, int capacity, long waitedNanos, long inferringNanos) {
            inferring.add(count * inferringNanos);
        }

        @Override
        public void answered(Answer answer, long totalNanos) {
            images.increment();
            total.add(totalNanos);
        }

        /** Returns the times so far. */
        PipelineTimes times() {
            return new PipelineTimes(images.sum(), total.sum(), queued.sum(), decoding.sum(), inferring.sum());
        }
    }

    /** Returns the times as a text. */
    String text() {
        return "%d %d %d %d %d".formatted(images, total, queued, decoding, inferring);
    }

    /** Returns the times of {@link #text()}. */
    static PipelineTimes of(String text) {
        String[] values = text.split(" ", -1);
        return new PipelineTimes(
                Long.parseLong(values[0]),
                Long.parseLong(values[1]),
                Long.parseLong(values[2]),
                Long.parseLong(values[3]),
                Long.parseLong(values[4]));
    }

    /** Returns what was added since an earlier time. */
    PipelineTimes since(PipelineTimes earlier) {
        return new PipelineTimes(
                images - earlier.images,
                total - earlier.total,
                queued - earlier.queued,
                decoding - earlier.decoding,
                inferring - earlier.inferring);
    }
}
