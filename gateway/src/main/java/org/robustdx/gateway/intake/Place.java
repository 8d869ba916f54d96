package org.robustdx.gateway.intake;

import org.robustdx.gateway.pseudonym.Identity;

/** Where an instance is in the archive. Does not show its identifiers. */
record Place(String study, String series, String instance) {
    Identity identity() {
        return Identity.of(study, series, instance);
    }

    @Override
    public String toString() {
        return "Place[]";
    }
}
