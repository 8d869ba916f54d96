package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.Mutator;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.Samples;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;

/** A hundred thousand damaged records: each becomes one diagnosis or one dead letter, and the topology goes on. */
@Tag("fuzz")
class TopologyFuzzTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
    private static final long SEED = Long.getLong("robustdx.fuzz.seed", 1);
    private static final SizeLimits SIZES = new SizeLimits(4096);
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyDamagedRecordIsDiagnosedOrADeadLetter() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root")).toRealPath();
        try (ServedModel model =
                        ServedModel.of(OnnxModel.open(Samples.model(folder), new OnnxModel.Options(Device.CPU, 1)));
                InferencePipeline pipeline = new InferencePipeline(
                        model.engine(),
                        new VerdictPolicy(0.01),
                        DecodeLimits.ofDefaults(),
                        new PipelineOptions(1, Duration.ZERO, 1, 1),
                        PipelineListener.NONE)) {
            ContentResolver contents =
                    new ContentResolver(SIZES.maxImageBytes(), Optional.of(ReferencedFiles.under(root, 100_000)));
            PipelineDiagnostician diagnostician =
                    new PipelineDiagnostician(pipeline, model.identity(), new OutcomeCache(100));
            ReadAhead readAhead = new ReadAhead(Topics.MEDICAL_IMAGES, new Examiner(diagnostician, contents));
            DiagnosisTopology topology = new DiagnosisTopology(
                    readAhead,
                    Duration.ofSeconds(30),
                    new Findings(0.01, Clock.systemUTC()),
                    SIZES,
                    Optional.empty(),
                    OutcomeListener.NONE);
            try (TopologyTestDriver driver = new TopologyTestDriver(topology.build(), new Properties())) {
                send(driver);
            }
        }
    }

    private static void send(TopologyTestDriver driver) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        TestInputTopic<byte[], byte[]> images =
                driver.createInputTopic(Topics.MEDICAL_IMAGES, new ByteArraySerializer(), new ByteArraySerializer());
        TestOutputTopic<byte[], byte[]> diagnoses = driver.createOutputTopic(Topics.DIAGNOSES, bytes, bytes);
        TestOutputTopic<byte[], byte[]> alerts = driver.createOutputTopic(Topics.ADVERSARIAL_ALERTS, bytes, bytes);
        TestOutputTopic<byte[], byte[]> deadLetters = driver.createOutputTopic(Topics.DEAD_LETTERS, bytes, bytes);
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Samples.message("a", Samples.clean()));
        seeds.add(Samples.message("b", Samples.suspicious()));
        seeds.add(Samples.message("c", new byte[3000]));
        Mutator mutator = new Mutator(seeds, SEED);
        int diagnosed = 0;
        int dead = 0;
        for (int round = 0; round < ROUNDS; round++) {
            images.pipeInput(KEY, mutator.next());
            int answers = diagnoses.readValuesToList().size();
            int letters = deadLetters.readValuesToList().size();
            assertThat(answers + letters).as("round %d of seed %d", round, SEED).isEqualTo(1);
            assertThat(alerts.readValuesToList().size()).isLessThanOrEqualTo(answers);
            diagnosed += answers;
            dead += letters;
        }
        assertThat(diagnosed).as("diagnosed").isGreaterThan(ROUNDS / 1000);
        assertThat(dead).as("dead letters").isGreaterThan(ROUNDS / 50);
    }
}
