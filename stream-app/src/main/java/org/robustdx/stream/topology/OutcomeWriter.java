package org.robustdx.stream.topology;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.serde.AvroCodec;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * Writes diagnoses and alerts before they go to the producer, where it is too late: a transaction in which one send has failed can only be aborted,
 * and the record that is to blame would come again for ever.
 */
final class OutcomeWriter {
    /** Room for our headers, the trace and the record's own framing. */
    private static final int HEADER_BYTES = 4 << 10;

    private final MessageFormat format;
    private final long largest;

    /** What came of writing. */
    sealed interface Result {
        record Ready(Processed.Diagnosed outcome) implements Result {}

        record Impossible(Refusal refusal) implements Result {}
    }

    OutcomeWriter(MessageFormat format, SizeLimits sizes) {
        this.format = format;
        this.largest = (long) sizes.outputTopicBytes() - HEADER_BYTES;
    }

    /**
     * Returns the outcome as it can be produced, or why it cannot.
     *
     * @param key of the image's record, and so of those of its outcome
     * @param falseAlarmRate that the image was judged at
     * @throws RegistryException if the schema registry does not answer
     */
    Result written(
            byte @Nullable [] key,
            Diagnosis diagnosis,
            Optional<AdversarialAlert> alert,
            Optional<OutOfScopeAlert> outOfScope,
            Fingerprint fingerprint,
            double falseAlarmRate) {
        Written<Diagnosis> written;
        Optional<Written<AdversarialAlert>> raised;
        Optional<Written<OutOfScopeAlert>> refused;
        try {
            written = written(Topics.DIAGNOSES, AvroSerdes.diagnosisCodec(), diagnosis);
            raised = alert.map(
                    message -> written(Topics.ADVERSARIAL_ALERTS, AvroSerdes.adversarialAlertCodec(), message));
            refused = outOfScope.map(
                    message -> written(Topics.OUT_OF_SCOPE_ALERTS, AvroSerdes.outOfScopeAlertCodec(), message));
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException e) {
            // A pure function of the message; what Avro says of it quotes fields.
            return new Result.Impossible(Refusal.of(
                    Reason.OUTCOME_UNWRITABLE, e.getClass(), "the diagnosis or its alert breaks its schema"));
        }
        long size = (key == null ? 0L : key.length)
                + Stream.concat(Stream.of(written), Stream.concat(raised.stream(), refused.stream()))
                        .mapToInt(message -> message.bytes().length)
                        .max()
                        .orElse(0);
        if (size > largest) {
            return new Result.Impossible(Refusal.of(
                    Reason.OUTCOME_TOO_LARGE,
                    OutcomeWriter.class,
                    "key and value of the diagnosis or its alert have %d bytes (limit: %d)".formatted(size, largest)));
        }
        return new Result.Ready(new Processed.Diagnosed(written, raised, refused, fingerprint, falseAlarmRate));
    }

    private <T extends SpecificRecordBase> Written<T> written(String topic, AvroCodec<T> codec, T message) {
        return new Written<>(message, format.encode(topic, codec, message));
    }
}
