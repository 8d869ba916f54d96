package org.robustdx.stream.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * How the app is operated. With {@link StreamConfig}, these are all settings of the app.
 *
 * @param campaigns when the images of one source together raise an alert
 * @param knownAnswerBytes memory for the answers to images that may come again, in bytes; 0 for none
 * @param http address, protection and sources of metrics and health; empty to disable both
 * @param updates how announced models are followed; empty to ignore announcements
 * @param shadow a model that reads the same images and decides nothing; empty for none
 * @param schemaRegistry schema registry of the topics that others read and write; empty for single-object encoding
 * @param traces where spans are sent; empty for no spans
 */
public record Operations(
        CampaignSettings campaigns,
        long knownAnswerBytes,
        Optional<HttpSettings> http,
        Optional<ModelUpdates> updates,
        Optional<Path> shadow,
        Optional<URI> schemaRegistry,
        Optional<TraceSettings> traces) {
    /** The default memory for known answers: 16 MiB. */
    public static final long KNOWN_ANSWER_BYTES = 16 << 20;

    /** Returns these settings with one model alone, from the start to the end. */
    public Operations(CampaignSettings campaigns, long knownAnswerBytes, Optional<InetSocketAddress> http) {
        this(campaigns, knownAnswerBytes, http, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns these settings without traces. */
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

    /** Returns the same, but that every image is read by the model, however often it comes. */
    public Operations withoutKnownAnswers() {
        return new Operations(campaigns, 0, http, updates, shadow, schemaRegistry, traces);
    }

    /** Returns the same, traced. */
    public Operations tracedTo(TraceSettings collector) {
        return new Operations(
                campaigns, knownAnswerBytes, http, updates, shadow, schemaRegistry, Optional.of(collector));
    }

    /** Returns the settings as lines to be shown. */
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
