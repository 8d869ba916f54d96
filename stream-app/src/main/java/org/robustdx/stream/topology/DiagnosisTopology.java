package org.robustdx.stream.topology;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.trace.Traces;

/**
 * The topology.
 *
 * <pre>
 *     medical-images ─► diagnose ─┬─► diagnoses
 *                                 ├─► adversarial-alerts
 *                                 ├─► out-of-scope-alerts
 *                                 ├─► windowed per source ─► campaign-alerts
 *                                 └─► medical-images.dlq
 * </pre>
 *
 * Keys and values come as bytes: keys go on untouched, and a value that cannot be read is still there to be kept.
 */
public final class DiagnosisTopology {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private final ReadAhead readAhead;
    private final Duration deadline;
    private final Findings findings;
    private final SizeLimits sizes;
    private final Optional<CampaignRules> campaigns;
    private final OutcomeListener listener;
    private final MessageFormat format;
    private final Traces traces;

    /**
     * Creates the topology's builder.
     *
     * @param readAhead examines images, most of them before their turn has come
     * @param deadline longest wait for an examination
     * @param findings writer of diagnoses and alerts
     * @param sizes limits on records
     * @param campaigns when a source's images raise an alert together, or nothing for never
     * @param listener is told what becomes of records
     */
    public DiagnosisTopology(
            ReadAhead readAhead,
            Duration deadline,
            Findings findings,
            SizeLimits sizes,
            Optional<CampaignRules> campaigns,
            OutcomeListener listener) {
        this(readAhead, deadline, findings, sizes, campaigns, listener, MessageFormat.SINGLE_OBJECT, Traces.OFF);
    }

    /** As the other one, with its outputs in this format and its records traced. */
    public DiagnosisTopology(
            ReadAhead readAhead,
            Duration deadline,
            Findings findings,
            SizeLimits sizes,
            Optional<CampaignRules> campaigns,
            OutcomeListener listener,
            MessageFormat format,
            Traces traces) {
        this.readAhead = readAhead;
        this.deadline = deadline;
        this.findings = findings;
        this.sizes = sizes;
        this.campaigns = campaigns;
        this.listener = listener;
        this.format = format;
        this.traces = traces;
    }

    /** As {@link #build(OptionalInt)}, with as many partitions as the image topic has. */
    public Topology build() {
        return build(OptionalInt.empty());
    }

    /**
     * Returns the topology, newly built.
     *
     * @param internalPartitions of its internal topics, or nothing for as many as the image topic has
     */
    public Topology build(OptionalInt internalPartitions) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        Topics.MEDICAL_IMAGES,
                        Consumed.with(BYTES, BYTES)
                                .withTimestampExtractor(new AnyTimestamp())
                                .withName("images"))
                .processValues(this::diagnose, Named.as("diagnose"))
                .split(Named.as("outcome-"))
                .branch((key, image) -> image instanceof Processed.Refused, Branched.withConsumer(this::deadLetters))
                .defaultBranch(Branched.withConsumer(images -> findings(images, internalPartitions)));
        return builder.build();
    }

    private DiagnoseProcessor diagnose() {
        return new DiagnoseProcessor(readAhead, deadline, findings, new OutcomeWriter(format, sizes), listener, traces);
    }

    private void findings(KStream<byte[], Processed> images, OptionalInt internalPartitions) {
        KStream<byte[], Processed.Diagnosed> diagnosed =
                images.mapValues(image -> (Processed.Diagnosed) image, Named.as("diagnosed"));
        diagnosed
                .mapValues(Processed.Diagnosed::diagnosis, Named.as("diagnosis"))
                .peek((key, diagnosis) -> listener.diagnosed(diagnosis.message()), Named.as("diagnosis-told"))
                .processValues(HeaderProcessors::diagnosis, Named.as("diagnosis-headers"))
                .to(Topics.DIAGNOSES, Produced.with(BYTES, BYTES).withName("to-diagnoses"));
        diagnosed
                .flatMapValues(image -> image.alert().stream().toList(), Named.as("alert"))
                .processValues(HeaderProcessors::alert, Named.as("alert-headers"))
                .to(Topics.ADVERSARIAL_ALERTS, Produced.with(BYTES, BYTES).withName("to-alerts"));
        diagnosed
                .flatMapValues(image -> image.outOfScope().stream().toList(), Named.as("out-of-scope"))
                .processValues(HeaderProcessors::outOfScope, Named.as("out-of-scope-headers"))
                .to(Topics.OUT_OF_SCOPE_ALERTS, Produced.with(BYTES, BYTES).withName("to-out-of-scope"));
        campaigns.ifPresent(
                rules -> new CampaignStream(rules, format, listener, traces).attach(diagnosed, internalPartitions));
    }

    private void deadLetters(KStream<byte[], Processed> images) {
        images.mapValues(image -> ((Processed.Refused) image).letter(), Named.as("refused"))
                .peek((key, letter) -> listener.deadLettered(letter.refusal().reason()), Named.as("refused-told"))
                .process(() -> new DeadLetterProcessor(sizes.repeatableBytes()), Named.as("dead-letter-headers"))
                .to(Topics.DEAD_LETTERS, Produced.with(BYTES, BYTES).withName("to-dead-letters"));
    }
}
