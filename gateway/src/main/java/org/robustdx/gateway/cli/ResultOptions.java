package org.robustdx.gateway.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.gateway.app.GatewayConfig;
import org.robustdx.gateway.archive.ServerAccess;
import picocli.CommandLine.Option;

/** The options that say where FHIR resources go. */
final class ResultOptions {
    @Option(names = "--fhir", paramLabel = "URL", description = "Base URL of a FHIR R4 server that gets the results.")
    private Optional<URI> fhir = Optional.empty();

    @Option(
            names = "--fhir-login-file",
            paramLabel = "FILE",
            description = "File with USER:PASSWORD or Bearer TOKEN for the FHIR server (default: no login).")
    private Optional<Path> login = Optional.empty();

    @Option(
            names = "--fhir-patient-system",
            paramLabel = "URI",
            description = "System of the patient identifiers that the FHIR server gets (default: none).")
    private Optional<URI> patientSystem = Optional.empty();

    @Option(
            names = "--fhir-topic",
            paramLabel = "TOPIC",
            description = "Topic that gets the results as FHIR bundles, with pseudonyms instead of identifiers.")
    private Optional<String> topic = Optional.empty();

    GatewayConfig.Fhir fhir() {
        return new GatewayConfig.Fhir(fhir.map(url -> ServerAccess.of(url, login)), topic, patientSystem);
    }
}
