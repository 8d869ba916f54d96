package org.robustdx.stream.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.campaign.SourceWindows;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.trace.Traces;

/**
 * The branch of the topology that looks at images together.
 *
 * <pre>
 *     diagnosed ─► sighting ─► by source ─► not again ─┬─► hopping windows, final ─► rules ─► campaign-alerts
 *                                                      └─► changed images ─► campaign-alerts
 * </pre>
 *
 * All state is behind the internal topic of sightings, which has partitions of its own: Kafka Streams refuses to start where a store's changelog has not as
 * many as what its task reads, and those of the image topic may become more.
 */
final class CampaignStream {
    private static final Duration KEPT = Duration.ofDays(2);

    /** Name of the internal topic of sightings, without what Kafka Streams adds. */
    static final String SIGHTINGS = "sightings";

    /** Name of the store of windows. */
    static final String SOURCE_WINDOWS = "source-windows";

    /** An aggregate's changelog has the time of its images, which retention would delete and a broker may refuse. Restored, nothing asks for it. */
    private static final Map<String, String> STAMPED_BY_BROKERS =
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);

    private static final Serde<String> SOURCE = Serdes.String();

    private final CampaignRules rules;
    private final MessageFormat format;
    private final OutcomeListener listener;
    private final Traces traces;

    CampaignStream(CampaignRules rules, MessageFormat format, OutcomeListener listener, Traces traces) {
        this.rules = rules;
        this.format = format;
        this.listener = listener;
        this.traces = traces;
    }

    /** @param partitions of the internal topics, or nothing for as many as the image topic has */
    void attach(KStream<byte[], Processed.Diagnosed> diagnosed, OptionalInt partitions) {
        CampaignSettings settings = rules.settings();
        Repartitioned<String, Sighting> bySource = Repartitioned.<String, Sighting>as(SIGHTINGS)
                .withKeySerde(SOURCE)
                .withValueSerde(AvroSerdes.sighting());
        KStream<String, Sighting> sightings = diagnosed
                .process(SightingProcessor::new, Named.as("sighting"))
                .repartition(partitions.isPresent() ? bySource.withNumberOfPartitions(partitions.getAsInt()) : bySource)
                .processValues(RepeatedImages.remembering(settings.idMemory()), Named.as("not-again"))
                .processValues(() -> new LateSightings(settings.grace()), Named.as("late"));
        campaigns(sightings, settings);
        sightings
                .filter((source, image) -> image.getChanged(), Named.as("changed"))
                .processValues(Changed::new, Named.as("changed-alert"))
                .peek((source, alert) -> listener.campaignAlerted(alert.getKind()), Named.as("changed-told"))
                .processValues(HeaderProcessors::campaign, Named.as("changed-headers"))
                .to(Topics.CAMPAIGN_ALERTS, alerts("to-campaign-alerts-changed"));
    }

    private void campaigns(KStream<String, Sighting> sightings, CampaignSettings settings) {
        Duration window = settings.window();
        sightings
                .groupByKey(Grouped.with(SOURCE, AvroSerdes.sighting()))
                .windowedBy(TimeWindows.ofSizeAndGrace(window, settings.grace()).advanceBy(window.dividedBy(2)))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(
                        SourceWindows::empty,
                        (source, image, sum) -> SourceWindows.plus(sum, image),
                        Named.as("sums"),
                        Materialized.<String, SourceWindow, WindowStore<Bytes, byte[]>>as(SOURCE_WINDOWS)
                                .withKeySerde(SOURCE)
                                .withValueSerde(AvroSerdes.sourceWindow())
                                .withRetention(kept(settings))
                                .withLoggingEnabled(STAMPED_BY_BROKERS))
                .toStream(Named.as("final"))
                .process(Judge::new, Named.as("rules"))
                .peek((source, alert) -> listener.campaignAlerted(alert.getKind()), Named.as("rules-told"))
                .processValues(HeaderProcessors::campaign, Named.as("campaign-headers"))
                .to(Topics.CAMPAIGN_ALERTS, alerts("to-campaign-alerts"));
    }

    /**
     * Returns how long windows are kept. Longer than they are open: a first image after a pause moves time, and what is too old then is deleted before
     * it is judged. And where it is not known what was emitted last, as on a new partition, Kafka Streams asks its cache once for each half of
     * this time since 1970: millions of times if windows were kept for minutes.
     */
    private static Duration kept(CampaignSettings settings) {
        Duration open = settings.window().plus(settings.grace());
        return open.compareTo(KEPT) > 0 ? open : KEPT;
    }

    private Produced<String, CampaignAlert> alerts(String name) {
        return Produced.with(SOURCE, format.serde(AvroSerdes.campaignAlertCodec()))
                .withName(name);
    }

    /** Returns the headers of an alert on these images. */
    private Headers traced(CampaignAlert alert, List<String> images) {
        Headers headers = new RecordHeaders();
        traces.alerted(Topics.CAMPAIGN_ALERTS, alert.getKind().name(), images, headers);
        return headers;
    }

    private final class Judge extends ContextualProcessor<Windowed<String>, SourceWindow, String, CampaignAlert> {
        @Override
        public void process(Record<Windowed<String>, SourceWindow> window) {
            String source = window.key().key();
            Instant start = window.key().window().startTime();
            Instant end = window.key().window().endTime();
            rules.distance(window.value()).ifPresent(distance -> listener.drifted(source, distance));
            for (CampaignAlert alert : rules.alerts(source, start, end, window.value())) {
                Headers headers = traced(alert, window.value().getTraces());
                context().forward(new Record<>(source, alert, window.timestamp(), headers));
            }
        }
    }

    private final class Changed extends ContextualFixedKeyProcessor<String, Sighting, CampaignAlert> {
        @Override
        public void process(FixedKeyRecord<String, Sighting> image) {
            Instant seen = Instant.ofEpochMilli(image.timestamp());
            CampaignAlert alert = rules.changed(image.key(), seen, image.value());
            context()
                    .forward(image.withValue(alert)
                            .withHeaders(traced(alert, List.of(image.value().getTrace()))));
        }
    }
}
