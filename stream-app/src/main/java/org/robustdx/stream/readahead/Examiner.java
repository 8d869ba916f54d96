package org.robustdx.stream.readahead;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.Outcome;

/** From the value of a record to its outcome: reads the event, fetches its content and has it diagnosed. Thread-safe. */
public final class Examiner {
    private final EventReader reader;
    private final ContentResolver contents;
    private final Diagnostician diagnostician;
    private final SeenImages seen;

    /**
     * Creates an examiner.
     *
     * @param diagnostician the engine
     * @param contents where images come from
     */
    public Examiner(Diagnostician diagnostician, ContentResolver contents) {
        this(diagnostician, contents, MessageFormat.SINGLE_OBJECT, SeenImages.NOBODY);
    }

    /** As {@link #Examiner(Diagnostician, ContentResolver)}, of events in this format, with somebody who is shown the images. */
    public Examiner(Diagnostician diagnostician, ContentResolver contents, MessageFormat format, SeenImages seen) {
        this.reader = new EventReader(diagnostician.model().task(), format);
        this.contents = contents;
        this.diagnostician = diagnostician;
        this.seen = seen;
    }

    /** Starts the examination of a record's value; all of it happens on the engine's threads. */
    @SuppressWarnings("FutureReturnValueIgnored") // Its completion is noted.
    Examination examine(byte @Nullable [] value) {
        Reading reading = new Reading(value);
        CompletableFuture<Outcome> outcome = diagnostician.diagnose(reading::content);
        outcome.whenComplete((done, e) -> reading.times.answered());
        return new Examination(outcome, () -> reading.event, reading.times);
    }

    /** Runs {@code examinations}, which starts those of records that came together. */
    void together(Runnable examinations) {
        diagnostician.together(examinations);
    }

    private final class Reading {
        private final byte @Nullable [] value;
        private final Examination.Times times = new Examination.Times();
        private volatile @Nullable ImageEvent event;

        Reading(byte @Nullable [] value) {
            this.value = value;
        }

        ContentResult content() {
            times.begun();
            EventReader.Result result = reader.read(value);
            if (result instanceof EventReader.Result.Refused refused) {
                return new ContentResult.NotFound(refused.refusal());
            }
            ImageEvent read = ((EventReader.Result.Read) result).event();
            event = read;
            ContentResult content = contents.resolve(read);
            times.fetched();
            if (content instanceof ContentResult.Found found) {
                seen.image(read, found.bytes());
            }
            return content;
        }
    }
}
