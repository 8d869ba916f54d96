package org.robustdx.stream.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.TraceSettings;
import picocli.CommandLine.Option;

/** How the app is watched over. */
final class OperationsOptions {
    @Option(
            names = "--campaign-window",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Time whose images of one source are looked at together; 0: no campaign alerts (default:"
                    + " ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--campaign-grace",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a window waits for images that come late (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Option(
            names = "--campaign-probability",
            paramLabel = "P",
            defaultValue = "1e-6",
            description = "Raise an alert where chance explains what was seen with at most this probability (default:"
                    + " ${DEFAULT-VALUE}).")
    private double probability;

    @Option(
            names = "--near-duplicates",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many images that look alike, in one window, are taken for an attack's queries (default:"
                    + " ${DEFAULT-VALUE}).")
    private int nearDuplicates;

    @Option(
            names = "--id-memory",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long an image's id is remembered, to tell when it comes again with other bytes (default:"
                    + " ${DEFAULT-VALUE}).")
    private int idMemory;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for /metrics, /health/live and /health/ready; 0: none (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of this machine that --http-port is opened on (default: ${DEFAULT-VALUE}).")
    private String httpHost = "";

    Operations operations(
            Optional<ModelUpdates> updates,
            Optional<Path> shadow,
            Optional<URI> schemaRegistry,
            Optional<TraceSettings> traces) {
        CampaignSettings campaigns = new CampaignSettings(
                Duration.ofSeconds(window),
                Duration.ofSeconds(grace),
                probability,
                nearDuplicates,
                Duration.ofSeconds(idMemory));
        return new Operations(
                campaigns, Operations.KNOWN_ANSWER_BYTES, http(), updates, shadow, schemaRegistry, traces);
    }

    private Optional<InetSocketAddress> http() {
        if (httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("http-port: %d (expected: 0 to 65535)".formatted(httpPort));
        }
        if (httpPort == 0) {
            return Optional.empty();
        }
        InetSocketAddress address = new InetSocketAddress(httpHost, httpPort);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "http-host: %s (expected: an address of this machine)".formatted(httpHost));
        }
        return Optional.of(address);
    }
}
