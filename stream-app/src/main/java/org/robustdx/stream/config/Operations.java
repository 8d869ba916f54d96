package org.robustdx.stream.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * How the app is operated. {@link StreamConfig} holds the other settings of the app.
 *
 * @param campaigns when the images of one source together raise an alert
 * @param knownAnswerBytes memory for cached answers, in bytes; 0 disables the cache
 * @param http settings of the server for metrics and health; empty to disable it
 * @param updates how announced models are followed; empty to ignore announcements
 * @param shadow file of a model that diagnoses the same images for comparison only; empty for none
 * @param schemaRegistry schema registry of the topics that others read and write; empty for single-object encoding
 * @param traces collector of spans; empty to disable traces
 */
public record Operations(
        CampaignSettings campaigns,
        long knownAnswerBytes,
        Optional<HttpSettings> http,
        Optional<ModelUpdates> updates,
        Optional<Path> shadow,
        Optional<URI> schemaRegistry,
        Optional<TraceSettings> traces) {
    /** Default memory for cached answers: 16 MiB. */
    public static final long KNOWN_ANSWER_BYTES = 16 << 20;

    /** Creates settings without model updates, shadow model, schema registry and traces. */
    public Operations(CampaignSettings campaigns, long knownAnswerBytes, Optional<InetSocketAddress> http) {
        this(campaigns, knownAnswerBytes, http, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Creates settings without traces. */
    public Operations(
            CampaignSettings campaigns,
            long knownAnswerBytes,
            Optional<InetSocketAddress> http,
            Optional<ModelUpdates> updates,
            Optional<Path> shadow,
            Optional<URI> schemaRegistry) {
        this(
                campaigns,
                knownAnswerBytes,
                http.map(HttpSettings::open),
                updates,
                shadow,
                schemaRegistry,
                Optional.empty());
    }

    /** Returns the defaults. */
    public static Operations ofDefaults() {
        return new Operations(CampaignSettings.ofDefaults(), KNOWN_ANSWER_BYTES, Optional.empty());
    }

    /** Returns a copy without a cache: the model also processes repeated images. */
    public Operations withoutKnownAnswers() {
        return new Operations(campaigns, 0, http, updates, shadow, schemaRegistry, traces);
    }

    /** Returns a copy that sends traces to {@code collector}. */
    public Operations tracedTo(TraceSettings collector) {
        return new Operations(
                campaigns, knownAnswerBytes, http, updates, shadow, schemaRegistry, Optional.of(collector));
    }

    /** Returns the settings as lines to print. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>(campaigns.shown());
        lines.addAll(http.map(HttpSettings::shown).orElse(List.of("http = (no metrics, no health)")));
        lines.addAll(
                updates.map(ModelUpdates::shown).orElse(List.of("model-key = (announced models are not followed)")));
        lines.add("schema-registry = " + schemaRegistry.map(ShownUrl::of).orElse("(none: single-object encoding)"));
        traces.ifPresent(collector -> lines.add("traces = " + collector.shown()));
        shadow.ifPresent(model -> lines.add("shadow = " + model));
        return lines;
    }
}
