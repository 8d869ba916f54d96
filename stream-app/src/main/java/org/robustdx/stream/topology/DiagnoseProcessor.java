package org.robustdx.stream.topology;

import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.DeadLetter;
import org.robustdx.stream.dlq.Refusal;
import org.robustdx.stream.readahead.Examination;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.trace.RecordSpan;
import org.robustdx.stream.trace.Traces;

/**
 * Waits for the record's own examination: one record in, one {@link Processed} out. It works on the record's bytes, so that what is
 * refused at any stage is kept exactly as it came. What throws here is an outage and stops the app.
 */
final class DiagnoseProcessor implements FixedKeyProcessor<byte[], byte[], Processed> {
    private static final double NANOS_PER_MILLI = 1e6;

    private final ReadAhead readAhead;
    private final Duration deadline;
    private final Findings findings;
    private final OutcomeWriter writer;
    private final OutcomeListener listener;
    private final Traces traces;
    private @Nullable FixedKeyProcessorContext<byte[], Processed> context;

    DiagnoseProcessor(
            ReadAhead readAhead,
            Duration deadline,
            Findings findings,
            OutcomeWriter writer,
            OutcomeListener listener,
            Traces traces) {
        this.readAhead = readAhead;
        this.deadline = deadline;
        this.findings = findings;
        this.writer = writer;
        this.listener = listener;
        this.traces = traces;
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
        DeadLetter.Position position =
                new DeadLetter.Position(at.topic(), at.partition(), at.offset(), image.timestamp());
        Examination examination = taken.examination();
        try (RecordSpan span =
                traces.examined(image.headers(), position, examination.times().arrivedAt())) {
            try {
                Outcome outcome = examination.await(deadline);
                stages(span, examination, outcome);
                Processed processed = processed(image, position, examination, outcome);
                tell(span, processed);
                long sendingAt = System.nanoTime();
                out.forward(image.withValue(processed).withHeaders(span.headers(image.headers())));
                long sentAt = System.nanoTime();
                span.stage("publish", sendingAt, sentAt);
                listener.produced(
                        sentAt - examination.times().arrivedAt(),
                        Math.max(0, out.currentSystemTimeMs() - image.timestamp()));
            } catch (RuntimeException e) {
                span.failed(e);
                throw e;
            }
        }
        if (taken.lastOfPoll()) {
            out.commit(); // Nothing else is under way: outcomes need not wait for the commit interval to be seen.
        }
    }

    private static void stages(RecordSpan span, Examination examination, Outcome outcome) {
        Examination.Times times = examination.times();
        if (outcome instanceof Outcome.Diagnosed diagnosed) {
            span.stage("fetch", times.begunAt(), times.fetchedAt());
            if (diagnosed.inferMillis() > 0) { // Else the answer was known.
                long answeredAt = times.answeredAt();
                long inferredFrom = answeredAt - (long) (diagnosed.inferMillis() * NANOS_PER_MILLI);
                // The decoding thread starts its clock a little before begunAt, and may be paused in between. The bound
                // keeps decoding from ending after inference begins.
                long decodedAt =
                        Math.min(inferredFrom, times.begunAt() + (long) (diagnosed.decodeMillis() * NANOS_PER_MILLI));
                span.stage("decode", times.fetchedAt(), decodedAt);
                span.stage("infer", inferredFrom, answeredAt);
            }
        }
    }

    private static void tell(RecordSpan span, Processed processed) {
        if (processed instanceof Processed.Diagnosed diagnosed) {
            Diagnosis diagnosis = diagnosed.diagnosis().message();
            span.diagnosed(diagnosis.getVerdict().name(), diagnosis.getModelName());
        } else {
            span.refused(((Processed.Refused) processed).letter().refusal().reason());
        }
    }

    private Processed processed(
            FixedKeyRecord<byte[], byte[]> image,
            DeadLetter.Position position,
            Examination examination,
            Outcome outcome) {
        if (outcome instanceof Outcome.Diagnosed diagnosed) {
            OutcomeWriter.Result written = writer.written(
                    image.key(),
                    findings.diagnosis(examination.event(), diagnosed),
                    findings.alert(examination.event(), diagnosed, position),
                    findings.outOfScope(examination.event(), diagnosed, position),
                    diagnosed.fingerprint(),
                    diagnosed.assessment().falseAlarmRate());
            return written instanceof OutcomeWriter.Result.Ready ready
                    ? ready.outcome()
                    : refused(image, position, ((OutcomeWriter.Result.Impossible) written).refusal());
        }
        return refused(image, position, ((Outcome.Refused) outcome).refusal());
    }

    private static Processed refused(
            FixedKeyRecord<byte[], byte[]> image, DeadLetter.Position position, Refusal refusal) {
        return new Processed.Refused(new DeadLetter(image.value(), refusal, position));
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
