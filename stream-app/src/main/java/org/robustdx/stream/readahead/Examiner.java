package org.robustdx.stream.readahead;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.Outcome;

/** Examines a record: decodes the event, fetches the image bytes and submits them for diagnosis. Thread-safe. */
public final class Examiner {
    private final EventReader reader;
    private final ContentResolver contents;
    private final Diagnostician diagnostician;
    private final SeenImages seen;

    /**
     * Creates an examiner of events in the single-object format, without a listener for images.
     *
     * @param diagnostician diagnoses the images
     * @param contents resolves the image bytes
     */
    public Examiner(Diagnostician diagnostician, ContentResolver contents) {
        this(diagnostician, contents, MessageFormat.SINGLE_OBJECT, SeenImages.NOBODY);
    }

    /**
     * Creates an examiner.
     *
     * @param diagnostician diagnoses the images
     * @param contents resolves the image bytes
     * @param format format of the events
     * @param seen receives each image whose bytes were found
     */
    public Examiner(Diagnostician diagnostician, ContentResolver contents, MessageFormat format, SeenImages seen) {
        this.reader = new EventReader(diagnostician.model().task(), format);
        this.contents = contents;
        this.diagnostician = diagnostician;
        this.seen = seen;
    }

    /** Starts the examination of a record's value. All steps run on the threads of the diagnostician. */
    @SuppressWarnings("FutureReturnValueIgnored") // The dependent future only records the time of completion.
    Examination examine(byte @Nullable [] value) {
        Reading reading = new Reading(value);
        CompletableFuture<Outcome> outcome = diagnostician.diagnose(reading::content);
        outcome.whenComplete((done, e) -> reading.times.answered());
        return new Examination(outcome, () -> reading.event, reading.times);
    }

    /**
     * Runs {@code examinations}, which calls {@link #examine} for the records of one poll, so that they can form full
     * batches.
     */
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
