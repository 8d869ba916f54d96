package org.robustdx.gateway.report;

import java.util.Optional;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.HttpCalls;

/**
 * Where results go.
 *
 * @param archive archive that gets structured reports; empty for none
 * @param fhir FHIR server; empty for none
 * @param fhirTopic topic of FHIR bundles, which hold pseudonyms instead of identifiers; empty for none
 * @param patientSystem URI of the system of patient identifiers, for the FHIR server; empty if unknown
 */
public record Targets(
        Optional<DicomWebClient> archive,
        Optional<HttpCalls> fhir,
        Optional<String> fhirTopic,
        Optional<String> patientSystem) {
    /** Returns whether results go anywhere. */
    public boolean isEmpty() {
        return archive.isEmpty() && fhir.isEmpty() && fhirTopic.isEmpty();
    }
}
