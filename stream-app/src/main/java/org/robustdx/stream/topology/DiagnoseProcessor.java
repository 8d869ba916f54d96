package org.robustdx.stream.topology;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.deadletter.DeadLetter;
import org.robustdx.stream.deadletter.Refusal;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.Outcome;

/**
 * Read, resolve, diagnose: one record in, one {@link Processed} out. It works on the record's bytes, so that what is
 * refused at any stage is kept exactly as it came. What throws here is an outage and stops the app.
 */
final class DiagnoseProcessor implements FixedKeyProcessor<byte[], byte[], Processed> {
    private final EventReader reader;
    private final ContentResolver contents;
    private final Diagnostician diagnostician;
    private final Findings findings;
    private @Nullable FixedKeyProcessorContext<byte[], Processed> context;

    DiagnoseProcessor(EventReader reader, ContentResolver contents, Diagnostician diagnostician, Findings findings) {
        this.reader = reader;
        this.contents = contents;
        this.diagnostician = diagnostician;
        this.findings = findings;
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], Processed> newContext) {
        this.context = newContext;
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> image) {
        FixedKeyProcessorContext<byte[], Processed> out = Objects.requireNonNull(context);
        out.forward(image.withValue(processed(image, out)));
    }

    private Processed processed(FixedKeyRecord<byte[], byte[]> image, FixedKeyProcessorContext<byte[], Processed> in) {
        EventReader.Result read = reader.read(image.value());
        if (read instanceof EventReader.Result.Refused refused) {
            return letter(image, in, refused.refusal());
        }
        ImageEvent event = ((EventReader.Result.Read) read).event();
        ContentResult content = contents.resolve(event);
        if (content instanceof ContentResult.NotFound missing) {
            return letter(image, in, missing.refusal());
        }
        Outcome outcome = diagnostician.diagnose(((ContentResult.Found) content).bytes());
        if (outcome instanceof Outcome.Refused refused) {
            return letter(image, in, refused.refusal());
        }
        Outcome.Diagnosed diagnosed = (Outcome.Diagnosed) outcome;
        return new Processed.Diagnosed(
                findings.diagnosis(event, diagnosed), findings.alert(event, diagnosed), diagnosed.fingerprint());
    }

    private static Processed letter(
            FixedKeyRecord<byte[], byte[]> image, FixedKeyProcessorContext<byte[], Processed> in, Refusal refusal) {
        DeadLetter.Position position = in.recordMetadata()
                .map(from -> new DeadLetter.Position(from.topic(), from.partition(), from.offset(), image.timestamp()))
                .orElseThrow(() -> new IllegalStateException("a record of a topic has a position"));
        return new Processed.Refused(new DeadLetter(image.value(), refusal, position));
    }
}
