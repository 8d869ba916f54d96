package org.robustdx.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.Orthanc;
import org.robustdx.gateway.Tools;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Pseudonymiser;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Verdict;

/** The gateway between a real archive and a broker; the test stands in for the app. */
@SuppressWarnings("try") // A gateway does its work without being called.
class OrthancTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    private Orthanc archive;
    private Department department;

    @BeforeEach
    void start() throws IOException {
        archive = Orthanc.start(folder.resolve("archive"));
        department = new Department(folder);
    }

    @AfterEach
    void stop() {
        if (department != null) {
            department.close();
        }
        if (archive != null) {
            archive.close();
        }
    }

    private GatewayApp gateway() {
        return department.gateway(Optional.of(archive));
    }

    private void awaitEvents(int count) {
        await().atMost(LONG).until(() -> department.events().size() >= count);
    }

    private void awaitReports(int count) {
        await().atMost(LONG).until(() -> archive.reports().size() >= count);
    }

    /** Diagnoses the images that have come and are not diagnosed. */
    private void diagnose(Set<String> diagnosed) throws ExecutionException, InterruptedException {
        for (ImageEvent event : department.events()) {
            if (diagnosed.add(event.getImageId())) {
                department.diagnose(Diagnoses.of(event.getImageId(), Verdict.TRUSTED));
            }
        }
    }

    @Test
    void shouldBringEachImageOnceAndStoreOneReportInItsStudyAlsoAfterARestart() throws Exception {
        for (int i = 0; i < 5; i++) {
            archive.store(Instances.file(i));
        }
        archive.store(Instances.file(Instances.dataSet(5).put(Tags.BODY_PART, "CS", "HAND")));
        archive.store(Instances.file(Instances.dataSet(6).put(Tags.STUDY_DATE, "DA", "20250101")));
        Verdict[] verdicts = {Verdict.TRUSTED, Verdict.SUSPECT, Verdict.REJECTED, Verdict.OUT_OF_SCOPE, Verdict.TRUSTED
        };
        try (GatewayApp gateway = gateway()) {
            awaitEvents(5);
            for (int i = 0; i < 5; i++) {
                department.diagnose(Diagnoses.of(Department.id(i), verdicts[i]));
            }
            department.diagnose(Diagnoses.of("an image of another source", Verdict.TRUSTED));
            awaitReports(5);
        }
        try (GatewayApp gateway = gateway()) {
            department.diagnose(Diagnoses.of(Department.id(0), verdicts[0])); // An app at least once may repeat itself.
            archive.store(Instances.file(7));
            awaitEvents(6);
            department.diagnose(Diagnoses.of(Department.id(7), Verdict.TRUSTED));
            awaitReports(6);
        }
        assertThat(department.events())
                .extracting(ImageEvent::getImageId)
                .containsExactlyInAnyOrder(
                        Department.id(0),
                        Department.id(1),
                        Department.id(2),
                        Department.id(3),
                        Department.id(4),
                        Department.id(7));
        Set<String> studies = new HashSet<>();
        for (byte[] report : archive.reports()) {
            DataSet data = Pseudonymiser.parse(report, 1 << 20).data();
            assertThat(data.text(Tags.PATIENT_NAME)).isEqualTo("DOE^JANE");
            studies.add(data.text(Tags.STUDY_INSTANCE));
            Tools.require("/usr/bin/dsrdump", "dcmtk");
            Path file = Files.write(folder.resolve("report.dcm"), report);
            assertThat(Tools.run(List.of("/usr/bin/dsrdump", file.toString())))
                    .contains("Comprehensive 3D SR Document")
                    .doesNotContain("W: ", "E: ");
        }
        assertThat(studies).hasSize(6);
        assertThat(archive.studies()).isEqualTo(8);
        assertThat(department.records(Department.FHIR_TOPIC)).hasSize(7);
    }

    @Test
    void shouldWriteNoIdentifierToAnyTopic() throws Exception {
        archive.store(Instances.file(1));
        archive.store(Instances.file(Instances.dataSet(2).put(Tags.BURNED_IN_ANNOTATION, "CS", "YES")));
        try (GatewayApp gateway = gateway()) {
            awaitEvents(1);
            await().atMost(LONG)
                    .until(() -> department.records(Topics.GATEWAY_TAKEN).size() == 2);
            department.diagnose(Diagnoses.of(Department.id(1), Verdict.TRUSTED));
            await().atMost(LONG)
                    .until(() -> department.records(Department.FHIR_TOPIC).size() == 1);
        }
        for (String topic : List.of(Topics.MEDICAL_IMAGES, Topics.GATEWAY_TAKEN, Department.FHIR_TOPIC)) {
            department.records(topic).forEach(record -> assertThat(
                            new String(record.value(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(Instances.SECRETS)
                    .doesNotContain(Instances.study(1))
                    .doesNotContain(Instances.study(2)));
        }
    }

    @Test
    void shouldLoseNothingAndRepeatNothingWhileTheArchiveIsKilled() throws Exception {
        int images = 40;
        for (int i = 0; i < images; i++) {
            archive.store(Instances.file(i));
        }
        try (GatewayApp gateway = gateway()) {
            awaitEvents(3);
            archive.kill();
            Set<String> diagnosed = new HashSet<>();
            diagnose(diagnosed); // The results wait until the archive is there again.
            // The gateway retries meanwhile. The result does not depend on how often.
            Thread.sleep(1_000);
            archive.restart();
            awaitEvents(images);
            archive.kill();
            diagnose(diagnosed);
            archive.restart();
            awaitReports(images);
        }
        assertThat(department.events()).hasSize(images);
        assertThat(department.events()).extracting(ImageEvent::getImageId).doesNotHaveDuplicates();
        assertThat(archive.reports()).hasSize(images);
    }
}
