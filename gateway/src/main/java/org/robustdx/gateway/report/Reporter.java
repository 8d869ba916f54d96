package org.robustdx.gateway.report;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.RefusalReason;
import org.robustdx.gateway.intake.UnavailableException;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
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
    private static final long MAX_ANSWER_BYTES = 4 << 20;
    private static final String FHIR_TYPE = "application/fhir+json";

    private final Follower diagnoses;
    private final MessageFormat format;
    private final Originals originals;
    private final Pseudonyms pseudonyms;
    private final Targets targets;
    private final Optional<ArchiveStore> archive;
    private final Optional<FhirTopic> fhirTopic;
    private final Consumer<String> notes;

    private Reporter(
            Follower diagnoses,
            MessageFormat format,
            Originals originals,
            Pseudonyms pseudonyms,
            Targets targets,
            Optional<FhirTopic> fhirTopic,
            Consumer<String> notes) {
        this.diagnoses = diagnoses;
        this.format = format;
        this.originals = originals;
        this.pseudonyms = pseudonyms;
        this.targets = targets;
        this.archive = targets.archive().map(ArchiveStore::new);
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
        return new Reporter(
                Follower.open(kafka, Topics.DIAGNOSES, group),
                format,
                new Originals(ledger),
                pseudonyms,
                targets,
                targets.fhirTopic().map(topic -> new FhirTopic(kafka, sizes, topic, group + "-fhir")),
                notes);
    }

    /** A diagnosis of an image of the archive. */
    private record Result(Diagnosis diagnosis, Identity identity, ReportIds ids) {}

    /** Delivers results until the thread is interrupted. */
    public void run() throws InterruptedException {
        diagnoses.run(this::deliver);
    }

    private void deliver(Follower.Records records) throws ArchiveException, UnavailableException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records.all()) {
            result(record).ifPresent(results::add);
        }
        if (archive.isPresent()) {
            store(archive.get(), results);
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
            fhirTopic.get().write(bundles, records.position(), records.group());
            records.setCommitted();
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
        return originals
                .of(diagnosis.getImageId())
                .map(identity -> new Result(diagnosis, identity, ReportIds.of(pseudonyms, identity, diagnosis)));
    }

    private void store(ArchiveStore store, List<Result> results)
            throws ArchiveException, UnavailableException, InterruptedException {
        Map<String, Result> byUid = new LinkedHashMap<>();
        results.forEach(result -> byUid.put(result.ids().report(), result));
        Map<String, byte[]> files = new LinkedHashMap<>();
        byUid.forEach((uid, result) -> files.put(uid, report(result)));
        for (Map.Entry<String, String> one : store.store(files).entrySet()) {
            Result result = byUid.get(one.getKey());
            if (result != null) {
                refuse(result, RefusalReason.REPORT_REFUSED, one.getValue());
            }
        }
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
        String kind = reason == RefusalReason.FHIR_REFUSED ? "fhir/" : "report/";
        originals.refuse(result.diagnosis().getImageId(), kind + result.ids().report(), result.identity(), reason, why);
    }

    /** Returns the subject for a topic: pseudonyms as in the images. */
    private FhirBundle.Subject pseudonymous(Result result) {
        String patient = result.identity().text(Tags.PATIENT_ID);
        return new FhirBundle.Subject(
                patient.isEmpty() ? "" : pseudonyms.text("id", patient),
                Optional.empty(),
                pseudonyms.uid(result.identity().text(Tags.STUDY_INSTANCE)));
    }

    @Override
    public void close() {
        // Kafka's clients do not finish what they do on a thread that is interrupted.
        boolean unused = Thread.interrupted();
        fhirTopic.ifPresent(FhirTopic::close);
        diagnoses.close();
    }
}
