package org.robustdx.stream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.dlq.DeadLetter;
import org.robustdx.stream.trace.TraceHeaders;

/**
 * The last step before each output: unwraps the message, gives it its headers, and stamps it with the present time. With its image's time, retention
 * would delete what is made of an old image at once, and brokers would refuse what is dated ahead, which stops the app. Diagnoses and alerts get tags by
 * which a consumer can choose without decoding, and of the image's own headers only the trace context: the rest is
 * the sender's, of any size, and may say more of a patient than a diagnosis should.
 */
public final class HeaderProcessors {
    /** Verdict of a diagnosis or an alert. */
    static final String VERDICT = "robustdx.verdict";

    /** Severity of an alert. */
    static final String SEVERITY = "robustdx.severity";

    /** Why an image is out of scope. */
    static final String REASON = "robustdx.reason";

    /** Kind of a campaign alert. */
    static final String KIND = "robustdx.kind";

    /** Name of the model that answered. */
    static final String MODEL = "robustdx.model";

    private HeaderProcessors() {}

    static FixedKeyProcessor<byte[], Written<Diagnosis>, byte[]> diagnosis() {
        return new Step<>(Written::bytes, (diagnosis, tags) -> {
            tag(tags, diagnosis.value().message());
            add(tags, DeadLetter.TIMESTAMP, Long.toString(diagnosis.timestamp()));
        });
    }

    /** Adds the tags of a diagnosis. */
    public static void tag(Headers headers, Diagnosis diagnosis) {
        add(headers, VERDICT, diagnosis.getVerdict().name());
        add(headers, MODEL, diagnosis.getModelName());
    }

    static FixedKeyProcessor<byte[], Written<AdversarialAlert>, byte[]> alert() {
        return new Step<>(Written::bytes, (written, tags) -> {
            AdversarialAlert alert = written.value().message();
            add(tags, VERDICT, alert.getVerdict().name());
            add(tags, SEVERITY, alert.getSeverity().name());
            add(tags, MODEL, alert.getModelName());
            add(tags, DeadLetter.TIMESTAMP, Long.toString(written.timestamp()));
        });
    }

    static FixedKeyProcessor<byte[], Written<OutOfScopeAlert>, byte[]> outOfScope() {
        return new Step<>(Written::bytes, (written, tags) -> {
            OutOfScopeAlert alert = written.value().message();
            add(tags, VERDICT, Verdict.OUT_OF_SCOPE.name());
            add(tags, REASON, alert.getReason());
            add(tags, MODEL, alert.getModelName());
            add(tags, DeadLetter.TIMESTAMP, Long.toString(written.timestamp()));
        });
    }

    static FixedKeyProcessor<String, CampaignAlert, CampaignAlert> campaign() {
        return new Step<>(alert -> alert, (alert, tags) -> {
            add(tags, KIND, alert.value().getKind().name());
            add(tags, SEVERITY, alert.value().getSeverity().name());
        });
    }

    private static Headers traced(Headers original) {
        Headers headers = new RecordHeaders();
        TraceHeaders.write(TraceHeaders.read(original), headers);
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Step<K, V, R extends @Nullable Object> implements FixedKeyProcessor<K, V, R> {
        private final Function<V, R> value;
        private final BiConsumer<FixedKeyRecord<K, V>, Headers> tagging;
        private @Nullable FixedKeyProcessorContext<K, R> context;

        Step(Function<V, R> value, BiConsumer<FixedKeyRecord<K, V>, Headers> tagging) {
            this.value = value;
            this.tagging = tagging;
        }

        @Override
        public void init(FixedKeyProcessorContext<K, R> newContext) {
            this.context = newContext;
        }

        @Override
        public void process(FixedKeyRecord<K, V> message) {
            FixedKeyProcessorContext<K, R> out = Objects.requireNonNull(context);
            Headers headers = traced(message.headers());
            tagging.accept(message, headers);
            out.forward(message.withValue(value.apply(message.value()))
                    .withHeaders(headers)
                    .withTimestamp(out.currentSystemTimeMs()));
        }
    }
}
