package org.robustdx.stream.topology;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.robustdx.stream.dlq.DeadLetter;

/** The last step before the dead letters: unwraps the record, gives it its headers, and stamps it with the present time. */
final class DeadLetterProcessor extends ContextualProcessor<byte[], DeadLetter, byte @Nullable [], byte @Nullable []> {
    private final int largest;

    DeadLetterProcessor(int largest) {
        this.largest = largest;
    }

    @Override
    public void process(Record<byte[], DeadLetter> letter) {
        DeadLetter.Kept kept = letter.value().kept(letter.key(), letter.headers(), largest);
        context().forward(new Record<>(kept.key(), kept.value(), context().currentSystemTimeMs(), kept.headers()));
    }
}
