package org.robustdx.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.Orthanc;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;

/** Kills gateway, archive and broker in turn, as kill -9 does, while images and results pass. */
@Tag("chaos")
class KillTest {
    private static final Duration VERY_LONG = Duration.ofMinutes(5);
    private static final int ROUNDS = Integer.getInteger("robustdx.gateway.kills", 9);
    private static final int IMAGES_A_ROUND = 15;

    @Test
    void shouldLoseNothingAndRepeatNothing(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path key = folder.resolve("key");
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        KafkaConnection kafka = new KafkaConnection("127.0.0.1:" + port, Map.of());
        try (Orthanc archive = Orthanc.start(folder.resolve("archive"));
                ChildProcess broker = ChildProcess.start(
                        folder.resolve("broker.log"),
                        BrokerProcess.class.getName(),
                        folder.resolve("kafka").toString(),
                        Integer.toString(port))) {
            await().atMost(VERY_LONG).ignoreExceptions().until(() -> {
                Department.createTopics(kafka);
                return true;
            });
            try (ChildProcess gateway = ChildProcess.start(
                            folder.resolve("gateway.log"),
                            "org.robustdx.gateway.cli.Main",
                            "gateway",
                            "--bootstrap-servers=127.0.0.1:" + port,
                            "--connect-timeout=60",
                            "--archive=" + archive.url(),
                            "--key-file=" + key,
                            "--route=chest-xray=CR:CHEST",
                            "--poll=1",
                            "--max-image-bytes=" + Department.SIZES.maxImageBytes());
                    Producer<byte[], byte[]> app = ImageProducers.open(kafka, Department.SIZES, Map.of())) {
                Set<String> diagnosed = new HashSet<>();
                Random random = new Random(7);
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < IMAGES_A_ROUND; i++) {
                        archive.store(today(round * IMAGES_A_ROUND + i));
                    }
                    Thread.sleep(500 + random.nextInt(4_000)); // A kill is to come at any step.
                    switch (round % 3) {
                        case 0 -> {
                            gateway.kill();
                            gateway.restart();
                        }
                        case 1 -> {
                            broker.kill();
                            broker.restart();
                        }
                        default -> {
                            archive.kill();
                            archive.restart();
                        }
                    }
                    if (!gateway.isRunning()) {
                        gateway.restart(); // As a supervisor would.
                    }
                    diagnose(kafka, app, diagnosed);
                }
                int images = ROUNDS * IMAGES_A_ROUND;
                await().atMost(VERY_LONG).ignoreExceptions().until(() -> {
                    diagnose(kafka, app, diagnosed);
                    return archive.reports().size() >= images;
                });
                Thread.sleep(3_000); // Whatever would come twice has the time to come.
                assertThat(Department.records(kafka, Topics.MEDICAL_IMAGES))
                        .extracting(KillTest::id)
                        .hasSize(images)
                        .doesNotHaveDuplicates();
                assertThat(archive.reports()).hasSize(images);
            }
        }
    }

    private static byte[] today(int number) {
        String date = DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneId.systemDefault()));
        return Instances.file(Instances.dataSet(number).put(Tags.STUDY_DATE, "DA", date));
    }

    /** Stands in for the app: diagnoses each image at least once. */
    private static void diagnose(KafkaConnection kafka, Producer<byte[], byte[]> app, Set<String> diagnosed) {
        await().atMost(VERY_LONG).ignoreExceptions().until(() -> {
            for (ConsumerRecord<byte[], byte[]> record : Department.records(kafka, Topics.MEDICAL_IMAGES)) {
                String id = id(record);
                if (!diagnosed.contains(id)) {
                    send(app, id);
                    diagnosed.add(id);
                }
            }
            return true;
        });
    }

    private static void send(Producer<byte[], byte[]> app, String id) throws ExecutionException, InterruptedException {
        List<Verdict> verdicts = List.of(Verdict.values());
        Verdict verdict = verdicts.get(Math.floorMod(id.hashCode(), verdicts.size()));
        app.send(new ProducerRecord<>(
                        Topics.DIAGNOSES, AvroSerdes.diagnosisCodec().encode(Diagnoses.of(id, verdict))))
                .get();
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return AvroSerdes.imageEventCodec().decode(record.value()).getImageId();
    }
}
