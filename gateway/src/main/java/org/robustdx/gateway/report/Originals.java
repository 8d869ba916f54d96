package org.robustdx.gateway.report;

import java.util.List;
import java.util.Optional;
import org.robustdx.gateway.intake.Entry;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.RefusalReason;
import org.robustdx.gateway.intake.UnavailableException;
import org.robustdx.gateway.pseudonym.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The originals of the images that the gateway took, and the list of results that were refused. */
final class Originals {
    private static final Logger LOG = LoggerFactory.getLogger(Originals.class);

    private final Ledger ledger;

    Originals(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Returns the identity of an image; empty if this gateway did not take it. */
    Optional<Identity> of(String imageId) {
        Optional<Ledger.Found> found = ledger.find(imageId);
        if (found.isPresent() && found.get().identity().isEmpty()) {
            LOG.warn("{}: the key does not open its identity", imageId);
        }
        return found.flatMap(Ledger.Found::identity);
    }

    /**
     * Records that a result on an image was refused for good.
     *
     * @param result what identifies the result in the list
     */
    void refuse(String imageId, String result, Identity identity, RefusalReason reason, String why)
            throws UnavailableException {
        LOG.error("{}: {} ({})", imageId, reason, why);
        ledger.commit(List.of(Entry.refused(result, identity, reason)));
    }
}
