package org.robustdx.gateway.report;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.RefusalReason;
import org.robustdx.gateway.intake.UnavailableException;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the alerts and stores an {@link Overview} for each that is on an image of the archive. As of reports, an overview that is stored a second time is the
 * same instance again.
 */
public final class OverviewReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OverviewReporter.class);

    private final Follower alerts;
    private final MessageFormat format;
    private final Originals originals;
    private final Pseudonyms pseudonyms;
    private final ArchiveStore archive;

    private OverviewReporter(
            Follower alerts, MessageFormat format, Originals originals, Pseudonyms pseudonyms, ArchiveStore archive) {
        this.alerts = alerts;
        this.format = format;
        this.originals = originals;
        this.pseudonyms = pseudonyms;
        this.archive = archive;
    }

    /**
     * Opens a reporter.
     *
     * @param name name of the gateway; its consumer group is {@code robustdx-gateway-NAME-overview}
     */
    public static OverviewReporter open(
            KafkaConnection kafka,
            MessageFormat format,
            String name,
            Ledger ledger,
            Pseudonyms pseudonyms,
            DicomWebClient archive) {
        return new OverviewReporter(
                Follower.open(kafka, Topics.ADVERSARIAL_ALERTS, "robustdx-gateway-%s-overview".formatted(name)),
                format,
                new Originals(ledger),
                pseudonyms,
                new ArchiveStore(archive));
    }

    /** Stores overviews until the thread is interrupted. */
    public void run() throws InterruptedException {
        alerts.run(this::deliver);
    }

    private record Original(String imageId, Identity identity) {}

    private void deliver(Follower.Records records) throws ArchiveException, UnavailableException, InterruptedException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Map<String, Original> byUid = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records.all()) {
            Optional<AdversarialAlert> alert = alert(record);
            if (alert.isPresent()) {
                String image = alert.get().getImageId();
                originals.of(image).ifPresent(identity -> Overview.of(alert.get(), identity, pseudonyms)
                        .ifPresentOrElse(
                                overview -> {
                                    files.put(overview.uid(), overview.file());
                                    byUid.put(overview.uid(), new Original(image, identity));
                                },
                                () -> LOG.warn("{}: its alert has no pictures for an overview", image)));
            }
        }
        for (Map.Entry<String, String> one : archive.store(files).entrySet()) {
            Original original = byUid.get(one.getKey());
            if (original != null) {
                originals.refuse(
                        original.imageId(),
                        "overview/" + one.getKey(),
                        original.identity(),
                        RefusalReason.OVERVIEW_REFUSED,
                        one.getValue());
            }
        }
    }

    private Optional<AdversarialAlert> alert(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(format.decode(AvroSerdes.adversarialAlertCodec(), record.value()));
        } catch (MalformedMessageException e) {
            LOG.warn("a record of {} is no alert", Topics.ADVERSARIAL_ALERTS);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        alerts.close();
    }
}
