package org.robustdx.stream.watch;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterImage;

/** Shows diagnoses, alerts and dead letters as they come. */
public final class Watcher {
    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicReader reader;
    private final Sink sink;
    private final MessageFormat format;

    /** Creates a watcher of a reader of diagnoses, alerts and dead letters. */
    public Watcher(TopicReader reader, Sink sink, MessageFormat format) {
        this.format = format;
        this.reader = reader;
        this.sink = sink;
    }

    /**
     * Shows what comes until so many records have been shown or it is told to stop.
     *
     * @param limit most records to show
     * @param stop asked between polls
     * @return how many were shown
     */
    public long watch(long limit, BooleanSupplier stop) {
        long shown = 0;
        while (shown < limit && !stop.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> message : reader.poll(POLL)) {
                if (shown < limit && show(message)) {
                    shown++;
                }
            }
        }
        return shown;
    }

    private boolean show(ConsumerRecord<byte[], byte[]> message) {
        if (message.topic().equals(Topics.DEAD_LETTERS)) { // Without a value too.
            Letter letter = Letter.of(message);
            sink.deadLetter(letter, LetterImage.of(letter, format));
            return true;
        }
        if (message.value() == null) {
            return false;
        }
        try {
            switch (message.topic()) {
                case Topics.DIAGNOSES -> sink.diagnosis(format.decode(AvroSerdes.diagnosisCodec(), message.value()));
                case Topics.OUT_OF_SCOPE_ALERTS ->
                    sink.outOfScope(format.decode(AvroSerdes.outOfScopeAlertCodec(), message.value()));
                case Topics.CAMPAIGN_ALERTS ->
                    sink.campaign(format.decode(AvroSerdes.campaignAlertCodec(), message.value()));
                default -> sink.alert(format.decode(AvroSerdes.adversarialAlertCodec(), message.value()));
            }
            return true;
        } catch (MalformedMessageException e) {
            sink.note("%s, partition %d, offset %d: %s"
                    .formatted(message.topic(), message.partition(), message.offset(), e.getMessage()));
            return false;
        }
    }
}
