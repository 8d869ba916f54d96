package org.robustdx.gateway.department;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Orthanc;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.pseudonym.Pseudonymiser;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;

/**
 * What went through a department, read from its topics and its archive.
 *
 * @param images pseudonyms of the images that the gateway passed on
 * @param diagnoses the diagnoses
 * @param deadLetters pseudonyms of the images that the app could not diagnose
 * @param alerts pseudonyms of the images that raised an alert
 * @param reports pseudonyms of the images that have a structured report in the archive, one for each report
 * @param overviews pseudonyms of the images that have an overview in the archive, one for each overview
 * @param bundles keys of the FHIR bundles, one for each record
 */
record Accounts(
        List<String> images,
        List<Diagnosis> diagnoses,
        List<String> deadLetters,
        List<String> alerts,
        List<String> reports,
        List<String> overviews,
        List<String> bundles) {
    private static final int EVIDENCE = 0x0040a375;
    private static final int REFERENCED_SERIES = 0x00081115;
    private static final int REFERENCED_SOPS = 0x00081199;
    private static final int REFERENCED_INSTANCE = 0x00081155;
    private static final int SOURCE_IMAGES = 0x00082112;

    static Accounts of(KafkaConnection kafka, Orthanc archive, Pseudonyms pseudonyms)
            throws IOException, InterruptedException, DicomException {
        List<String> reports = new ArrayList<>();
        for (byte[] report : archive.reports()) {
            DataSet data = Pseudonymiser.parse(report, 1 << 22).data();
            reports.add(pseudonyms.uid(item(item(item(data, EVIDENCE), REFERENCED_SERIES), REFERENCED_SOPS)
                    .text(REFERENCED_INSTANCE)));
        }
        List<String> overviews = new ArrayList<>();
        for (byte[] overview : archive.instances("OT")) {
            DataSet data = Pseudonymiser.parse(overview, 1 << 24).data();
            overviews.add(pseudonyms.uid(item(data, SOURCE_IMAGES).text(REFERENCED_INSTANCE)));
        }
        return new Accounts(
                images(kafka, Topics.MEDICAL_IMAGES),
                Department.records(kafka, Topics.DIAGNOSES).stream()
                        .map(record -> AvroSerdes.diagnosisCodec().decode(record.value()))
                        .toList(),
                images(kafka, Topics.DEAD_LETTERS),
                Department.records(kafka, Topics.ADVERSARIAL_ALERTS).stream()
                        .map(record -> AvroSerdes.adversarialAlertCodec()
                                .decode(record.value())
                                .getImageId())
                        .toList(),
                reports,
                overviews,
                Department.records(kafka, Department.FHIR_TOPIC).stream()
                        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                        .toList());
    }

    private static List<String> images(KafkaConnection kafka, String topic) {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : Department.records(kafka, topic)) {
            ids.add(AvroSerdes.imageEventCodec().decode(record.value()).getImageId());
        }
        return ids;
    }

    private static DataSet item(DataSet data, int tag) {
        return ((Element.Sequence) data.get(tag).orElseThrow()).items().get(0);
    }

    private List<String> diagnosed() {
        return diagnoses.stream().map(Diagnosis::getImageId).toList();
    }

    private List<String> flagged() {
        return diagnoses.stream()
                .filter(one -> one.getVerdict() == Verdict.SUSPECT || one.getVerdict() == Verdict.REJECTED)
                .map(Diagnosis::getImageId)
                .toList();
    }

    /** Returns whether everything has come that these images lead to. */
    boolean isComplete(int expected) {
        return images.size() >= expected
                && diagnoses.size() + deadLetters.size() >= expected
                && reports.size() >= diagnoses.size()
                && bundles.size() >= diagnoses.size()
                && overviews.size() >= flagged().size();
    }

    /** Checks that nothing is missing and nothing is there twice. */
    void check(int expected) {
        assertThat(images).as("images").hasSize(expected).doesNotHaveDuplicates();
        Set<String> outcomes = new TreeSet<>(diagnosed());
        outcomes.addAll(deadLetters);
        assertThat(diagnoses.size() + deadLetters.size())
                .as("diagnoses and dead letters")
                .isEqualTo(expected);
        assertThat(outcomes).as("images with an outcome").isEqualTo(new TreeSet<>(images));
        assertThat(reports).as("reports").containsExactlyInAnyOrderElementsOf(diagnosed());
        assertThat(bundles).as("FHIR bundles").hasSize(diagnoses.size()).doesNotHaveDuplicates();
        assertThat(alerts).as("alerts").containsExactlyInAnyOrderElementsOf(flagged());
        assertThat(overviews).as("overviews").containsExactlyInAnyOrderElementsOf(flagged());
    }

    @Override
    public String toString() {
        TreeMap<String, Integer> verdicts = new TreeMap<>();
        diagnoses.forEach(one -> verdicts.merge(String.valueOf(one.getVerdict()), 1, Integer::sum));
        return "images: %d, diagnoses: %d %s, dead letters: %d, alerts: %d, reports: %d, overviews: %d, FHIR bundles: %d"
                .formatted(
                        images.size(),
                        diagnoses.size(),
                        verdicts,
                        deadLetters.size(),
                        alerts.size(),
                        reports.size(),
                        overviews.size(),
                        bundles.size());
    }
}
