package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.onnx.ModelProto;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;

/** Scores in the topic {@code diagnoses} become thresholds in a new file. */
class CalibrateCommandTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);

    @TempDir
    private Path folder = Path.of("");

    /** Returns the model of {@link Samples#scopedModel} with entries that a calibration keeps and replaces. */
    private Path model() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(Samples.scopedModel(folder))).toBuilder();
        return TinyModels.write(folder.resolve("model.onnx"), model, file -> {
            TinyModels.metadata(
                    file,
                    "sites",
                    "[{\"name\":\"A\",\"use\":\"training\",\"images\":9},{\"name\":\"B\",\"use\":\"calibration\"}]");
            TinyModels.metadata(file, "metrics", "{\"accuracy\":0.9}");
        });
    }

    /** Image i of n has the score i/n, so that a share r of them is above 1 - r. */
    private static Diagnosis diagnosis(int i, int n, String source, String model) {
        return Diagnosis.newBuilder()
                .setImageId("image-" + i)
                .setSource(source)
                .setModelSha256(model)
                .setDiagnosedAt(Instant.now())
                .setVerdict(i % 3 == 0 ? Verdict.REJECTED : Verdict.TRUSTED)
                .setContentSha256("content-" + source + i)
                .setClasses(List.of())
                .setStageTimes(new StageTimes(0d, 0d))
                .setDetectors(List.of(
                        new DetectorReading("brightness", (float) i / n, 1.0),
                        new DetectorReading("familiarity", 10f * i / n, 1.0)))
                .build();
    }

    private static void send(EmbeddedBroker broker, List<Diagnosis> diagnoses) {
        KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
            topics.create(2, (short) 1, SIZES);
        }
        try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, SIZES, Map.of())) {
            for (Diagnosis diagnosis : diagnoses) {
                var unused = producer.send(new ProducerRecord<>(
                        Topics.DIAGNOSES,
                        diagnosis.getImageId().getBytes(StandardCharsets.UTF_8),
                        AvroSerdes.diagnosisCodec().encode(diagnosis)));
            }
            var unused = producer.send(new ProducerRecord<>(Topics.DIAGNOSES, new byte[] {1}, new byte[] {1, 2, 3}));
        }
    }

    private CommandRun calibrate(EmbeddedBroker broker, Path model, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "calibrate",
                "--from-diagnoses",
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--model",
                model.toString(),
                "--source=ct-1",
                "--since=7d",
                "--out",
                folder.resolve("new.onnx").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static OnnxModel open(Path file) throws Exception {
        return OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 1));
    }

    @Test
    void shouldWriteThresholdsOfTheSourceIntoAFileWithTheSameGraph() throws Exception {
        Path model = model();
        byte[] former = Files.readAllBytes(model);
        String sha256 = Sha256.hex(former);
        List<Diagnosis> diagnoses = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            diagnoses.add(diagnosis(i, 1000, "ct-1", sha256));
            diagnoses.add(diagnosis(i, 1, "ct-2", sha256));
            diagnoses.add(diagnosis(i, 1, "ct-1", "another model"));
        }
        diagnoses.add(diagnosis(999, 1000, "ct-1", sha256));
        Path json = folder.resolve("summary.json");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            send(broker, diagnoses);

            CommandRun run = calibrate(broker, model, "--json", json.toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).startsWith("diagnoses, partition ").hasLineCount(1);
            assertThat(run.out())
                    .contains(
                            "1000 images diagnosed by this model; left out: 1 repeated, 0 without scores, 1000 by"
                                    + " other models",
                            "trimmed: the 20 largest scores of each detector (--trim 0.02)")
                    .containsPattern("tampering +1.0 % +25.\\d % +2.8 % +0.8 % to 2.9 %\\R")
                    .containsPattern("scope +2.0 % +\\d\\d.\\d % +3.8 % +1.8 % to 3.9 %\\R");
        }
        JsonNode summary = new ObjectMapper().readTree(json.toFile());
        assertThat(summary.get("images").asInt()).isEqualTo(1000);
        assertThat(summary.get("trimmed").asInt()).isEqualTo(20);
        assertThat(summary.get("repeated").asInt()).isOne();
        assertThat(summary.get("parent_sha256").asText()).isEqualTo(sha256);
        assertThat(summary.get("tampering").get("requested").asDouble()).isEqualTo(0.01);
        assertThat(summary.get("scope").get("highest").asDouble()).isBetween(0.03, 0.04);
        Path written = folder.resolve("new.onnx");
        assertThat(summary.get("sha256").asText()).isEqualTo(Sha256.hex(Files.readAllBytes(written)));
        ModelProto before = ModelProto.parseFrom(former);
        ModelProto after = ModelProto.parseFrom(Files.readAllBytes(written));
        assertThat(after.getGraph().toByteString()).isEqualTo(before.getGraph().toByteString());
        try (OnnxModel now = open(written);
                OnnxModel old = open(model)) {
            ModelMetadata metadata = now.metadata();
            Map<String, String> changed = new LinkedHashMap<>(metadata.properties());
            changed.entrySet().removeAll(old.metadata().properties().entrySet());
            assertThat(changed.keySet()).containsExactlyInAnyOrder("calibration", "sites", "parent_sha256", "metrics");
            assertThat(metadata.properties().get("parent_sha256")).isEqualTo(sha256);
            assertThat(metadata.calibration().alarms()).containsExactly("brightness");
            assertThat(metadata.calibration().n()).isEqualTo(980);
            assertThat(metadata.calibration().pValue("brightness", 0.9699f)).isGreaterThan(0.01);
            assertThat(metadata.calibration().pValue("brightness", 0.975f)).isLessThanOrEqualTo(0.01);
            JsonNode sites = new ObjectMapper().readTree(metadata.properties().get("sites"));
            assertThat(sites).hasSize(2);
            assertThat(sites.get(0).get("name").asText()).isEqualTo("A");
            assertThat(sites.get(1).get("name").asText()).isEqualTo("ct-1");
            assertThat(sites.get(1).get("from").asText()).isEqualTo("diagnoses");
            JsonNode metrics = new ObjectMapper().readTree(metadata.properties().get("metrics"));
            assertThat(metrics.get("before_calibration").get("accuracy").asDouble())
                    .isEqualTo(0.9);
            assertThat(metrics.get("site").get("images").asInt()).isEqualTo(1000);
        }
    }

    @Test
    void shouldRefuseTooFewImagesAndNameTheNumberNeeded() throws Exception {
        Path model = model();
        String sha256 = Sha256.hex(Files.readAllBytes(model));
        List<Diagnosis> diagnoses = new ArrayList<>();
        for (int i = 0; i < 406; i++) {
            diagnoses.add(diagnosis(i, 406, "ct-1", sha256));
        }
        diagnoses.add(diagnosis(0, 1, "ct-1", "another model"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            send(broker, diagnoses);

            CommandRun run = calibrate(broker, model);

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains("robustdx: images: 406 of source ct-1 by this model since 7d (expected: at least 407, for"
                            + " these false-alarm rates and --trim 0.02); 1 diagnoses are by other models");
            assertThat(folder.resolve("new.onnx")).doesNotExist();
        }
    }

    @Test
    void shouldRejectBadArgumentsBeforeItConnects() throws Exception {
        Path model = model();
        String out = folder.resolve("new.onnx").toString();
        assertThat(run("--model", model.toString(), "--since=soon", "--out", out)
                        .err())
                .contains("since: soon (expected: ");
        assertThat(run("--model", model.toString(), "--since=1d", "--trim=0.5", "--out", out)
                        .err())
                .contains("trim: 0.5 (expected: 0 <= trim < 0.5)");
        assertThat(run("--model", model.toString(), "--since=1d", "--out", "/does/not/exist/new.onnx")
                        .err())
                .contains("out: /does/not/exist/new.onnx (expected: a file in a folder that exists)");
        assertThat(run("--model", folder.resolve("none").toString(), "--since=1d", "--out", out)
                        .err())
                .contains("none (expected: an ONNX file)");
    }

    private static CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("calibrate", "--from-diagnoses", "--source=ct-1"));
        all.addAll(List.of(arguments));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        return run;
    }
}
