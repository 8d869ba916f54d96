package org.robustdx.stream.config;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Where and how spans are exported.
 *
 * @param endpoint base URL of a collector for OTLP over HTTP, to which {@code /v1/traces} is appended; empty if a
 *     variable in {@code environment} names the collector
 * @param environment OpenTelemetry's standard variables ({@code OTEL_...}): sampler, headers, certificates, sizes;
 *     values may be secrets
 */
public record TraceSettings(Optional<URI> endpoint, Map<String, String> environment) {
    private static final String PREFIX = "OTEL_";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    public TraceSettings {
        endpoint.ifPresent(url -> HttpUrls.check("traces", url));
        environment = Map.copyOf(environment);
    }

    /**
     * Returns the settings; empty if neither the option nor the environment names a collector.
     *
     * @param option value of the option
     * @param environment environment of the process
     */
    public static Optional<TraceSettings> of(Optional<URI> option, Map<String, String> environment) {
        Map<String, String> standard = new HashMap<>(environment);
        standard.entrySet()
                .removeIf(variable -> !variable.getKey().startsWith(PREFIX)
                        || variable.getValue().isBlank());
        for (String name : new String[] {ENDPOINT, TRACES_ENDPOINT}) {
            String url = standard.get(name);
            if (url != null) {
                HttpUrls.check(name, parsed(name, url));
            }
        }
        return option.isPresent() || standard.containsKey(ENDPOINT) || standard.containsKey(TRACES_ENDPOINT)
                ? Optional.of(new TraceSettings(option, standard))
                : Optional.empty();
    }

    /** The message does not repeat a malformed URL, because it may contain a password. */
    private static URI parsed(String name, String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw HttpUrls.refused(name, "malformed URL");
        }
    }

    /** Returns OpenTelemetry's configuration properties that correspond to the variables. */
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        environment.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }

    /** Returns the collector's URL with secrets masked. */
    public String shown() {
        return endpoint.or(() -> Stream.of(TRACES_ENDPOINT, ENDPOINT)
                        .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
                        .findFirst()
                        .map(URI::create))
                .map(ShownUrl::of)
                .orElse("");
    }
}
