package org.robustdx.stream.config;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Where spans go, and how.
 *
 * @param endpoint base URL of a collector that takes OTLP over HTTP, to which {@code /v1/traces} is appended; nothing where a variable of
 *     {@code environment} says where
 * @param environment OpenTelemetry's standard variables ({@code OTEL_...}): sampler, headers, certificates, sizes. Values may be secrets.
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
     * Returns the settings, or nothing where neither the option nor the environment names a collector.
     *
     * @param option what the option says
     * @param environment the process'
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

    /** What is no URL is not repeated: nobody can tell where in it a password is. */
    private static URI parsed(String name, String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw HttpUrls.refused(name, "no URL");
        }
    }

    /** Returns the properties that OpenTelemetry's configuration takes in place of the variables. */
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        environment.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }

    /** Returns where spans go, fit to be shown. */
    public String shown() {
        return endpoint.or(() -> Stream.of(TRACES_ENDPOINT, ENDPOINT)
                        .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
                        .findFirst()
                        .map(URI::create))
                .map(ShownUrl::of)
                .orElse("");
    }
}
