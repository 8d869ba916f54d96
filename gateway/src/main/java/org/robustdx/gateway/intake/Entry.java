package org.robustdx.gateway.intake;

import java.util.Optional;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.schemas.ImageEvent;

/**
 * What becomes of an instance: an event, or the reason why there is none.
 *
 * @param id pseudonym of its SOP Instance UID
 * @param identity way back to the original
 * @param event the event; empty if the instance is refused
 * @param refusal the reason; empty if the instance is taken
 */
public record Entry(String id, Identity identity, Optional<ImageEvent> event, Optional<RefusalReason> refusal) {
    public Entry {
        if (event.isPresent() == refusal.isPresent()) {
            throw new IllegalArgumentException("entry: %s (expected: an event or a refusal)".formatted(id));
        }
    }

    static Entry taken(String id, Identity identity, ImageEvent event) {
        return new Entry(id, identity, Optional.of(event), Optional.empty());
    }

    /** Returns the entry of an instance, or of a report, that was refused. */
    public static Entry refused(String id, Identity identity, RefusalReason reason) {
        return new Entry(id, identity, Optional.empty(), Optional.of(reason));
    }
}
