package org.robustdx.stream.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where and to whom metrics and health are answered.
 *
 * @param address where they can be asked for
 * @param tls the server's certificate and key, or nothing for no TLS
 * @param tokenFile a token in one line, which whoever asks for metrics must know, or nothing to tell everybody
 * @param sources sources of images that always have metrics of their own; all others share what is left
 */
public record HttpSettings(
        InetSocketAddress address, Optional<TlsFiles> tls, Optional<Path> tokenFile, Set<String> sources) {
    /** Most sources that have metrics of their own. */
    public static final int MOST_SOURCES = 100;

    public HttpSettings {
        if (sources.size() > MOST_SOURCES) {
            throw new IllegalArgumentException(
                    "metric-sources: %d (expected: %d at most)".formatted(sources.size(), MOST_SOURCES));
        }
        sources = Set.copyOf(sources);
    }

    /** Returns those of a server that tells everybody who reaches it, without TLS. */
    public static HttpSettings open(InetSocketAddress address) {
        return new HttpSettings(address, Optional.empty(), Optional.empty(), Set.of());
    }

    /** Returns what a person should know who has other machines reach the server, if there is anything. */
    public Optional<String> warning() {
        if (address.getAddress() != null && address.getAddress().isLoopbackAddress()) {
            return Optional.empty();
        }
        if (tokenFile.isEmpty()) {
            return Optional.of(
                    "http-host: %s: whoever reaches this address reads the metrics (to prevent it: --http-token-file%s)"
                            .formatted(address.getHostString(), tls.isEmpty() ? ", and TLS" : ""));
        }
        return tls.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "http-host: %s: the token goes over the network unencrypted (to prevent it: --http-certificate or --http-keystore)"
                                .formatted(address.getHostString()));
    }

    /** Returns the settings as lines to be shown. */
    List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("http = " + address.getHostString() + ":" + address.getPort());
        lines.add("http-tls = " + tls.map(TlsFiles::shown).orElse("(none)"));
        lines.add("http-token-file = " + tokenFile.map(Path::toString).orElse("(none: metrics are for everybody)"));
        if (!sources.isEmpty()) {
            lines.add("metric-sources = " + new TreeSet<>(sources));
        }
        return lines;
    }
}
