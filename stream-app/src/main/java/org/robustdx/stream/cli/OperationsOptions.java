package org.robustdx.stream.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.TlsFiles;
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

    @Option(
            names = "--http-certificate",
            paramLabel = "FILE",
            description =
                    "Answer with TLS: the server's certificate and those of the authorities above it, in PEM. Health is"
                            + " told to this machine without TLS, too.")
    private Optional<Path> httpCertificate = Optional.empty();

    @Option(
            names = "--http-key",
            paramLabel = "FILE",
            description = "The private key of --http-certificate: PEM, PKCS#8, not encrypted.")
    private Optional<Path> httpKey = Optional.empty();

    @Option(
            names = "--http-keystore",
            paramLabel = "FILE",
            description = "Certificate and key in PKCS#12, in place of --http-certificate and --http-key.")
    private Optional<Path> httpKeystore = Optional.empty();

    @Option(
            names = "--http-keystore-password-file",
            paramLabel = "FILE",
            description = "File with the password of --http-keystore.")
    private Optional<Path> httpKeystorePassword = Optional.empty();

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description =
                    "File with a token, 16 to 1024 characters in one line: metrics are for those alone who send it"
                            + " (Authorization: Bearer TOKEN). Health is for everybody.")
    private Optional<Path> httpToken = Optional.empty();

    @Option(
            names = "--metric-sources",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Sources that always have metrics of their own; repeatable. Others have those that are left of"
                            + " " + HttpSettings.MOST_SOURCES + ", by turns.")
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
        Optional<TlsFiles> tls = pair("http-certificate", httpCertificate, "http-key", httpKey, TlsFiles.Pem::new);
        Optional<TlsFiles> store = pair(
                "http-keystore",
                httpKeystore,
                "http-keystore-password-file",
                httpKeystorePassword,
                TlsFiles.Store::new);
        if (tls.isPresent() && store.isPresent()) {
            throw new IllegalArgumentException("http-keystore: given with --http-certificate (expected: one of them)");
        }
        return address().map(at -> new HttpSettings(at, tls.or(() -> store), httpToken, metricSources));
    }

    private static Optional<TlsFiles> pair(
            String name,
            Optional<Path> file,
            String otherName,
            Optional<Path> other,
            BiFunction<Path, Path, TlsFiles> files) {
        if (file.isPresent() != other.isPresent()) {
            throw new IllegalArgumentException("%s: none (expected: a file, as there is --%s)"
                    .formatted(file.isPresent() ? otherName : name, file.isPresent() ? name : otherName));
        }
        return file.flatMap(one -> other.map(two -> files.apply(one, two)));
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
