package org.robustdx.gateway.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Orthanc;
import org.robustdx.gateway.app.ChildProcess;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.RefusalReason;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.IdentityVault;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.kafka.KafkaConnection;

/**
 * A department on one machine: Orthanc as the archive, and broker, app and gateway as the launcher starts them. Real X-rays go in, and every one of them is
 * accounted for. {@code gateway/department.sh} builds what the launcher starts, makes the attacked images, and runs these tests.
 */
@Tag("department")
class DepartmentTest {
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final Duration SETTLED = Duration.ofSeconds(4);
    private static final int IMAGES = Integer.getInteger("robustdx.department.images", 200);
    private static final int REFUSED = 2;

    /** Attacked images of the bundled chest model's test split; of these, the model's detectors flag most. */
    private static final Optional<Path> ATTACKED = Optional.ofNullable(
                    System.getProperty("robustdx.department.attacked"))
            .map(Path::of);

    private static final String LAUNCHER = System.getProperty("robustdx.launcher", "../robustdx");

    @TempDir
    private Path folder = Path.of("");

    private final List<ChildProcess> programs = new ArrayList<>();
    private final List<byte[]> instances = new ArrayList<>();
    private KafkaConnection kafka = new KafkaConnection("localhost:9092", Map.of());
    private GatewayKey key = Department.KEY;
    private Orthanc archive;
    private ChildProcess broker;
    private ChildProcess app;
    private ChildProcess gateway;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        String data = System.getProperty("robustdx.data", "");
        assumeTrue(!data.isEmpty(), "robustdx.data: not set (expected: folder with chest-xray)");
        XRays xRays = new XRays();
        instances.addAll(xRays.ofFolder(Path.of(data, "chest-xray"), IMAGES));
        instances.addAll(xRays.unusual());
        if (ATTACKED.isPresent()) {
            instances.addAll(xRays.ofFolder(ATTACKED.get(), IMAGES));
        }
        archive = Orthanc.start(folder.resolve("archive"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String brokers = "localhost:" + port;
        kafka = new KafkaConnection(brokers, Map.of());
        Path keyFile = folder.resolve("key");
        GatewayKey.create(keyFile);
        key = GatewayKey.read(keyFile);
        broker = program("broker", "broker", "--data=" + folder.resolve("kafka"), "--port=" + port);
        app = program(
                "app",
                "stream",
                "--model="
                        + Path.of("../models/chest-xray.onnx").toAbsolutePath().normalize(),
                "--bootstrap-servers=" + brokers,
                "--state-dir=" + folder.resolve("state"),
                "--create-topics",
                "--connect-timeout=300");
        gateway = program(
                "gateway",
                "gateway",
                "--bootstrap-servers=" + brokers,
                "--archive=" + archive.url(),
                "--key-file=" + keyFile,
                "--route=chest-xray=CR|DX:CHEST",
                "--poll=1",
                "--fhir-topic=" + Department.FHIR_TOPIC,
                "--overview",
                "--create-topics",
                "--connect-timeout=300");
    }

    private ChildProcess program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        ChildProcess started = ChildProcess.start(folder.resolve(name + ".log"), command);
        programs.add(started);
        return started;
    }

    @AfterEach
    void stop() throws IOException {
        for (int i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).close();
        }
        if (archive != null) {
            archive.close();
        }
        Path logs = Files.createDirectories(Path.of("target/department"));
        for (String name : List.of("broker", "app", "gateway")) {
            Path log = folder.resolve(name + ".log");
            if (Files.exists(log)) {
                Files.write(logs.resolve(name + ".log"), Files.readAllBytes(log));
            }
        }
    }

    /** Starts programs that ended, as a supervisor would: an outage ends the app. */
    private void supervise() throws IOException {
        for (ChildProcess program : programs) {
            if (!program.isRunning()) {
                program.restart();
            }
        }
    }

    private Accounts accounts() throws IOException, InterruptedException, DicomException {
        return Accounts.of(kafka, archive, new Pseudonyms(key));
    }

    private void awaitImages(int count) {
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    supervise();
                    return Department.records(kafka, org.robustdx.kafka.Topics.MEDICAL_IMAGES)
                                    .size()
                            >= count;
                });
    }

    /** Waits until everything has come, and a little longer for what would come twice; then checks the accounts. */
    private void settle() throws Exception {
        int expected = instances.size() - REFUSED;
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptions()
                .until(() -> {
                    supervise();
                    return accounts().isComplete(expected);
                });
        // Whatever would come twice has the time to come.
        Thread.sleep(SETTLED.toMillis());
        Accounts accounts = accounts();
        System.out.println(accounts);
        accounts.check(expected);
        assertThat(archive.count())
                .as("instances in the archive")
                .isEqualTo(instances.size()
                        + accounts.reports().size()
                        + accounts.overviews().size());
        assertThat(archive.studies()).as("results are in their images' studies").isEqualTo(instances.size());
        assertThat(Ledger.refused(kafka, Department.SIZES, new IdentityVault(key)))
                .extracting(found -> found.refusal().orElse(""))
                .containsExactlyInAnyOrder(RefusalReason.BURNED_IN_ANNOTATION.name(), RefusalReason.NOT_ROUTED.name());
        assertThat(accounts.deadLetters()).as("images that cannot be decoded").hasSize(1);
        if (ATTACKED.isPresent()) {
            assertThat(accounts.alerts()).as("attacked images raise alerts").isNotEmpty();
        }
    }

    @Test
    void shouldAccountForEveryImage() throws Exception {
        for (byte[] instance : instances) {
            archive.store(instance);
        }
        settle();
    }

    @Test
    void shouldAccountForEveryImageWhenEachProgramIsKilledOnce() throws Exception {
        int quarter = instances.size() / 4;
        int stored = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? instances.size() : stored + quarter;
            for (; stored < end; stored++) {
                archive.store(instances.get(stored));
            }
            awaitImages(part * quarter + quarter / 2); // Half of this part: each program is at work.
            switch (part) {
                case 0 -> app.kill();
                case 1 -> gateway.kill();
                case 2 -> broker.kill();
                default -> {
                    archive.kill();
                    archive.restart();
                }
            }
            supervise();
        }
        settle();
    }
}
