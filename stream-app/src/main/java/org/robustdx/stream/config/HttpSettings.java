package org.robustdx.stream.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.robustdx.http.TlsFiles;

/**
 * Settings of the HTTP server for metrics and health.
 *
 * @param address address to listen on
 * @param tls certificate and key of the server; empty for plain HTTP
 * @param tokenFile file with a token in one line, which requests for metrics must send; empty to serve metrics to
 *     everyone
 * @param sources image sources that have their own metrics; all other sources share one
 */
public record HttpSettings(
        InetSocketAddress address, Optional<TlsFiles> tls, Optional<Path> tokenFile, Set<String> sources) {
    /** Maximum number of sources that have their own metrics. */
    public static final int MOST_SOURCES = 100;

    public HttpSettings {
        if (sources.size() > MOST_SOURCES) {
            throw new IllegalArgumentException(
                    "metric-sources: %d (expected: %d at most)".formatted(sources.size(), MOST_SOURCES));
        }
        sources = Set.copyOf(sources);
    }

    /** Returns the settings of a server without TLS and without a token. */
    public static HttpSettings open(InetSocketAddress address) {
        return new HttpSettings(address, Optional.empty(), Optional.empty(), Set.of());
    }

    /** Returns a warning if other machines can reach the server without protection. */
    public Optional<String> warning() {
        if (address.getAddress() != null && address.getAddress().isLoopbackAddress()) {
            return Optional.empty();
        }
        if (tokenFile.isEmpty()) {
            return Optional.of(
                    "http-host: %s: everyone who can reach this address can read the metrics (to prevent this: --http-token-file%s)"
                            .formatted(address.getHostString(), tls.isEmpty() ? ", and TLS" : ""));
        }
        return tls.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "http-host: %s: the token is sent unencrypted (to prevent this: --http-certificate or --http-keystore)"
                                .formatted(address.getHostString()));
    }

    /** Returns the settings as lines to print. */
    List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("http = " + address.getHostString() + ":" + address.getPort());
        lines.add("http-tls = " + tls.map(TlsFiles::shown).orElse("(none)"));
        lines.add("http-token-file = " + tokenFile.map(Path::toString).orElse("(none: everyone can read the metrics)"));
        if (!sources.isEmpty()) {
            lines.add("metric-sources = " + new TreeSet<>(sources));
        }
        return lines;
    }
}
