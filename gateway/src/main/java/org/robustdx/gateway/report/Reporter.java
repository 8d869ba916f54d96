package org.robustdx.gateway.report;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.intake.Entry;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.RefusalReason;
import org.robustdx.gateway.intake.UnavailableException;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the diagnoses and delivers a result for each that is on an image of the archive. The position is committed after the delivery, and all identifiers of
 * a result follow from the diagnosis: what is delivered a second time after a restart is the same object again, which archive and FHIR server keep once.
 * While a server does not answer, the diagnoses wait. What a server refuses for good goes into the list of refusals.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int BATCH = 32;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 2_000;
    private static final int MAX_POLL_INTERVAL_MILLIS = 30 * 60_000;
    private static final long MAX_ANSWER_BYTES = 4 << 20;
    private static final String FHIR_TYPE = "application/fhir+json";

    private final KafkaConsumer<byte[], byte[]> diagnoses;
    private final MessageFormat format;
    private final Ledger ledger;
    private final Pseudonyms pseudonyms;
    private final Targets targets;
    private final Optional<FhirTopic> fhirTopic;
    private final Consumer<String> notes;

    private Reporter(
            KafkaConsumer<byte[], byte[]> diagnoses,
            MessageFormat format,
            Ledger ledger,
            Pseudonyms pseudonyms,
            Targets targets,
            Optional<FhirTopic> fhirTopic,
            Consumer<String> notes) {
        this.diagnoses = diagnoses;
        this.format = format;
        this.ledger = ledger;
        this.pseudonyms = pseudonyms;
        this.targets = targets;
        this.fhirTopic = fhirTopic;
        this.notes = notes;
    }

    /**
     * Opens a reporter.
     *
     * @param name name of the gateway; its consumer group is {@code robustdx-gateway-NAME}
     * @param notes receives a line for each batch that is delivered
     */
    public static Reporter open(
            KafkaConnection kafka,
            SizeLimits sizes,
            MessageFormat format,
            String name,
            Ledger ledger,
            Pseudonyms pseudonyms,
            Targets targets,
            Consumer<String> notes) {
        String group = "robustdx-gateway-" + name;
        Map<String, Object> settings = kafka.clientProperties("consumer");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
        try {
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.subscribe(List.of(Topics.DIAGNOSES));
            return new Reporter(
                    consumer,
                    format,
                    ledger,
                    pseudonyms,
                    targets,
                    targets.fhirTopic().map(topic -> new FhirTopic(kafka, sizes, topic, group + "-fhir")),
                    notes);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.badInput("kafka: " + cause.getMessage());
        }
    }

    /** A diagnosis of an image of the archive. */
    private record Result(Diagnosis diagnosis, Identity identity, ReportIds ids) {}

    /** Delivers results until the thread is interrupted. */
    public void run() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                ConsumerRecords<byte[], byte[]> records = diagnoses.poll(POLL);
                if (!records.isEmpty()) {
                    deliver(records);
                }
            } catch (InterruptException e) {
                throw new InterruptedException();
            } catch (ArchiveException | UnavailableException | KafkaException e) {
                LOG.warn("results wait: {}", e.getMessage());
                rewind();
            }
        }
        throw new InterruptedException();
    }

    private void deliver(ConsumerRecords<byte[], byte[]> records)
            throws ArchiveException, UnavailableException, InterruptedException {
        List<Result> results = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> position = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            position.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
            result(record).ifPresent(results::add);
        }
        if (targets.archive().isPresent()) {
            store(targets.archive().get(), results);
        }
        if (targets.fhir().isPresent()) {
            for (Result result : results) {
                post(targets.fhir().get(), result);
            }
        }
        if (fhirTopic.isPresent()) {
            Map<String, byte[]> bundles = new LinkedHashMap<>();
            results.forEach(result -> bundles.put(
                    result.ids().id("report"), FhirBundle.of(result.diagnosis(), pseudonymous(result), result.ids())));
            fhirTopic.get().write(bundles, position, diagnoses.groupMetadata());
        } else {
            diagnoses.commitSync(position);
        }
        if (!results.isEmpty()) {
            notes.accept("results delivered: %d".formatted(results.size()));
        }
    }

    private Optional<Result> result(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        Diagnosis diagnosis;
        try {
            diagnosis = format.decode(AvroSerdes.diagnosisCodec(), record.value());
        } catch (MalformedMessageException e) {
            LOG.warn("a record of {} is no diagnosis", Topics.DIAGNOSES);
            return Optional.empty();
        }
        Optional<Ledger.Found> found = ledger.find(diagnosis.getImageId());
        if (found.isPresent() && found.get().identity().isEmpty()) {
            LOG.warn("{}: the key does not open its identity", diagnosis.getImageId());
        }
        return found.flatMap(Ledger.Found::identity)
                .map(identity -> new Result(diagnosis, identity, ReportIds.of(pseudonyms, identity, diagnosis)));
    }

    private void store(DicomWebClient archive, List<Result> results)
            throws ArchiveException, UnavailableException, InterruptedException {
        Map<String, Result> byUid = new LinkedHashMap<>();
        results.forEach(result -> byUid.put(result.ids().report(), result));
        if (byUid.isEmpty()) {
            return;
        }
        Map<String, String> refused;
        try {
            refused =
                    archive.store(byUid.values().stream().map(Reporter::report).toList());
        } catch (ArchiveException e) {
            if (!e.isAboutContent()) {
                throw e;
            }
            refused = oneByOne(archive, byUid);
        }
        for (Map.Entry<String, String> one : refused.entrySet()) {
            Result result = byUid.get(one.getKey());
            if (result == null) {
                throw new UnavailableException("the archive refuses a report that it was not sent");
            }
            refuse(result, RefusalReason.REPORT_REFUSED, one.getValue());
        }
    }

    /** Finds the reports because of which the archive refuses all of them. */
    private static Map<String, String> oneByOne(DicomWebClient archive, Map<String, Result> byUid)
            throws ArchiveException, InterruptedException {
        Map<String, String> refused = new HashMap<>();
        for (Map.Entry<String, Result> one : byUid.entrySet()) {
            try {
                refused.putAll(archive.store(List.of(report(one.getValue()))));
            } catch (ArchiveException e) {
                if (!e.isAboutContent()) {
                    throw e; // The login, or the URL: nothing is wrong with the reports.
                }
                refused.put(one.getKey(), e.getMessage());
            }
        }
        return refused;
    }

    private static byte[] report(Result result) {
        return StructuredReport.of(result.diagnosis(), result.identity(), result.ids());
    }

    private void post(HttpCalls fhir, Result result)
            throws ArchiveException, UnavailableException, InterruptedException {
        FhirBundle.Subject subject = new FhirBundle.Subject(
                result.identity().text(Tags.PATIENT_ID),
                targets.patientSystem(),
                result.identity().text(Tags.STUDY_INSTANCE));
        byte[] bundle = FhirBundle.of(result.diagnosis(), subject, result.ids());
        HttpResponse<byte[]> answer = fhir.post("", new HttpCalls.Body(bundle, FHIR_TYPE), FHIR_TYPE, MAX_ANSWER_BYTES);
        int status = answer.statusCode();
        if (status == 400 || status == 412 || status == 422) {
            refuse(result, RefusalReason.FHIR_REFUSED, "HTTP " + status);
        } else if (status != 200) {
            throw new UnavailableException("the FHIR server answers HTTP " + status);
        }
    }

    private void refuse(Result result, RefusalReason reason, String why) throws UnavailableException {
        String image = result.diagnosis().getImageId();
        LOG.error("{}: {} ({})", image, reason, why);
        String kind = reason == RefusalReason.FHIR_REFUSED ? "fhir/" : "report/";
        ledger.commit(List.of(Entry.refused(kind + result.ids().report(), result.identity(), reason)));
    }

    /** Returns the subject for a topic: pseudonyms as in the images. */
    private FhirBundle.Subject pseudonymous(Result result) {
        String patient = result.identity().text(Tags.PATIENT_ID);
        return new FhirBundle.Subject(
                patient.isEmpty() ? "" : pseudonyms.text("id", patient),
                Optional.empty(),
                pseudonyms.uid(result.identity().text(Tags.STUDY_INSTANCE)));
    }

    /** Goes back to the committed position, as soon as the brokers tell it. */
    private void rewind() throws InterruptedException {
        while (true) {
            Thread.sleep(PAUSE_MILLIS);
            try {
                Map<TopicPartition, OffsetAndMetadata> committed = diagnoses.committed(diagnoses.assignment());
                for (TopicPartition partition : diagnoses.assignment()) {
                    OffsetAndMetadata position = committed.get(partition);
                    if (position == null) {
                        diagnoses.seekToBeginning(List.of(partition));
                    } else {
                        diagnoses.seek(partition, position);
                    }
                }
                return;
            } catch (InterruptException e) {
                throw new InterruptedException();
            } catch (KafkaException e) {
                LOG.warn("results wait: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        // Kafka's clients do not finish what they do on a thread that is interrupted.
        boolean unused = Thread.interrupted();
        fhirTopic.ifPresent(FhirTopic::close);
        diagnoses.close();
    }
}
