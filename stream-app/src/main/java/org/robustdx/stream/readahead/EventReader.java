package org.robustdx.stream.readahead;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroCodec;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/** Decodes the value of a record to an image event and validates the event. */
final class EventReader {
    private static final int LONGEST_NAME = 256;

    private final AvroCodec<ImageEvent> codec = AvroSerdes.imageEventCodec();
    private final MessageFormat format;
    private final String task;

    /** Creates a reader that accepts events for {@code task} and events without a task. */
    EventReader(String task, MessageFormat format) {
        this.format = format;
        this.task = task;
    }

    /** A valid event, or the reason for refusal. */
    sealed interface Result {
        record Read(ImageEvent event) implements Result {}

        record Refused(Refusal refusal) implements Result {}
    }

    Result read(byte @Nullable [] value) {
        if (value == null) {
            return refused(Reason.NO_VALUE, EventReader.class, "the record has no value");
        }
        ImageEvent event;
        try {
            event = format.decode(codec, value);
        } catch (MalformedMessageException e) {
            Class<?> by = Optional.<Throwable>ofNullable(e.getCause()).orElse(e).getClass();
            return refused(Reason.MALFORMED_MESSAGE, by, String.valueOf(e.getMessage()));
        }
        // Identifiers are copied to topics whose records may be much smaller than image records.
        if (event.getImageId().isEmpty() || event.getImageId().length() > LONGEST_NAME) {
            return invalid("imageId", event.getImageId().length(), 1);
        }
        if (event.getSource().length() > LONGEST_NAME) {
            return invalid("source", event.getSource().length(), 0);
        }
        if (!event.getTask().isEmpty() && !event.getTask().equals(task)) {
            return refused(Reason.TASK_NOT_SERVED, EventReader.class, "the event asks for another task than " + task);
        }
        return new Result.Read(event);
    }

    private static Result invalid(String field, int length, int least) {
        return refused(
                Reason.INVALID_EVENT,
                EventReader.class,
                "%s: %d characters (expected: %d to %d)".formatted(field, length, least, LONGEST_NAME));
    }

    private static Result refused(Reason reason, Class<?> by, String message) {
        return new Result.Refused(Refusal.of(reason, by, message));
    }
}
