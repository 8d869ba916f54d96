package org.robustdx.gateway.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.robustdx.gateway.archive.HttpLimits;
import org.robustdx.gateway.archive.ServerAccess;
import org.robustdx.gateway.intake.Poller;
import picocli.CommandLine.Option;

/** The options that name the archive and say how it is asked. */
final class ArchiveOptions {
    @Option(
            names = "--archive",
            paramLabel = "URL",
            description = "DICOMweb base URL of the archive, such as http://localhost:8042/dicom-web.")
    private Optional<URI> archive = Optional.empty();

    @Option(
            names = "--archive-login-file",
            paramLabel = "FILE",
            description = "File with USER:PASSWORD or Bearer TOKEN for the archive (default: no login).")
    private Optional<Path> login = Optional.empty();

    @Option(names = "--no-poll", description = "Do not ask the archive for images; only store reports in it.")
    private boolean noPoll;

    @Option(names = "--no-reports", description = "Store no structured reports in the archive.")
    private boolean noReports;

    @Option(
            names = "--overview",
            description =
                    "Store a picture of each image that raises an alert in its study: the image, the denoised image,"
                            + " and their difference.")
    private boolean overview;

    @Option(
            names = "--poll",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Pause between two rounds of questions to the archive (default: ${DEFAULT-VALUE}).")
    private int poll;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Take studies of the last N days by their study date, today included (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Instances that are fetched at a time, all of which are in memory (default: ${DEFAULT-VALUE}).")
    private int atATime;

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Longest time of one request to the archive or the FHIR server (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--tries",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often a request is sent in a row if the server does not answer it, or says that it is busy"
                            + " (default: ${DEFAULT-VALUE}).")
    private int tries;

    Optional<ServerAccess> archive() {
        return archive.map(url -> ServerAccess.of(url, login));
    }

    Optional<Poller.Settings> polling() {
        return archive.isEmpty() || noPoll
                ? Optional.empty()
                : Optional.of(new Poller.Settings(Duration.ofSeconds(poll), days, atATime));
    }

    boolean reports() {
        return archive.isPresent() && !noReports;
    }

    boolean overviews() {
        return overview;
    }

    HttpLimits limits() {
        if (timeout < 1 || timeout > 600) {
            throw new IllegalArgumentException("request-timeout: %d (expected: 1 to 600)".formatted(timeout));
        }
        return new HttpLimits(Duration.ofSeconds(timeout), tries, Duration.ofMillis(500));
    }
}
