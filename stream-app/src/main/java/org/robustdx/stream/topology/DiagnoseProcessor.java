package org.robustdx.stream.topology;

import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.deadletter.DeadLetter;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.readahead.ReadAhead;

/**
 * Waits for the record's own examination: one record in, one {@link Processed} out. It works on the record's bytes, so that what is
 * refused at any stage is kept exactly as it came. What throws here is an outage and stops the app.
 */
final class DiagnoseProcessor implements FixedKeyProcessor<byte[], byte[], Processed> {
    private final ReadAhead readAhead;
    private final Duration deadline;
    private final Findings findings;
    private @Nullable FixedKeyProcessorContext<byte[], Processed> context;

    DiagnoseProcessor(ReadAhead readAhead, Duration deadline, Findings findings) {
        this.readAhead = readAhead;
        this.deadline = deadline;
        this.findings = findings;
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], Processed> newContext) {
        this.context = newContext;
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> image) {
        FixedKeyProcessorContext<byte[], Processed> out = Objects.requireNonNull(context);
        RecordMetadata at =
                out.recordMetadata().orElseThrow(() -> new IllegalStateException("a record of a topic has a position"));
        ReadAhead.Taken taken =
                readAhead.take(new TopicPartition(at.topic(), at.partition()), at.offset(), image.value());
        Outcome outcome = taken.examination().await(deadline);
        out.forward(image.withValue(processed(image, at, taken, outcome)));
        if (taken.lastOfPoll()) {
            out.commit(); // Nothing else is under way: outcomes need not wait for the commit interval to be seen.
        }
    }

    private Processed processed(
            FixedKeyRecord<byte[], byte[]> image, RecordMetadata at, ReadAhead.Taken taken, Outcome outcome) {
        if (outcome instanceof Outcome.Diagnosed diagnosed) {
            return new Processed.Diagnosed(
                    findings.diagnosis(taken.examination().event(), diagnosed),
                    findings.alert(taken.examination().event(), diagnosed),
                    diagnosed.fingerprint());
        }
        DeadLetter.Position position =
                new DeadLetter.Position(at.topic(), at.partition(), at.offset(), image.timestamp());
        return new Processed.Refused(new DeadLetter(image.value(), ((Outcome.Refused) outcome).refusal(), position));
    }

    /** The partition is processed elsewhere from now on, or again from its last commit. */
    @Override
    public void close() {
        if (context != null) {
            int partition = context.taskId().partition();
            readAhead.drop(new TopicPartition(Topics.MEDICAL_IMAGES, partition));
        }
    }
}
