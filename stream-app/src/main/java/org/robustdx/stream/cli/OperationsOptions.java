package org.robustdx.stream.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.robustdx.http.TlsFiles;
import org.robustdx.http.TlsOptions;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.TraceSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for campaign alerts, metrics and health. */
final class OperationsOptions {
    @Option(
            names = "--campaign-window",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description =
                    "Length of the windows in which the images of a source are analysed together; 0 disables campaign alerts (default:"
                            + " ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--campaign-grace",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a window waits for late images (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Option(
            names = "--campaign-probability",
            paramLabel = "P",
            defaultValue = "1e-6",
            description = "Significance threshold: an alert is raised if the p-value is at most this (default:"
                    + " ${DEFAULT-VALUE}).")
    private double probability;

    @Option(
            names = "--near-duplicates",
            paramLabel = "N",
            defaultValue = "20",
            description = "Number of near-duplicate images in one window that counts as a query attack (default:"
                    + " ${DEFAULT-VALUE}).")
    private int nearDuplicates;

    @Option(
            names = "--id-memory",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long image ids are remembered, to detect one that is reused for other bytes (default:"
                    + " ${DEFAULT-VALUE}).")
    private int idMemory;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Port for /metrics, /health/live and /health/ready; 0 disables them (default: ${DEFAULT-VALUE})."
                            + " With TLS, health checks from this machine still work without TLS.")
    private int httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address on which --http-port listens (default: ${DEFAULT-VALUE}).")
    private String httpHost = "";

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description = "File with a token, 16 to 1024 characters in one line. Requests for metrics must send it"
                    + " (Authorization: Bearer TOKEN); requests for health need no token.")
    private Optional<Path> httpToken = Optional.empty();

    @Option(
            names = "--metric-sources",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Sources that always have their own metrics; may be repeated. Other active sources share the rest of"
                            + " " + HttpSettings.MOST_SOURCES + " sets of metrics.")
    private Set<String> metricSources = Set.of();

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

    private Optional<HttpSettings> http() {
        Optional<TlsFiles> files = tls.files();
        return address().map(at -> new HttpSettings(at, files, httpToken, metricSources));
    }

    private Optional<InetSocketAddress> address() {
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
