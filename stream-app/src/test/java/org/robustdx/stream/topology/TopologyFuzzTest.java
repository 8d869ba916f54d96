package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.Mutator;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ReferencedFiles;

/** A hundred thousand damaged records: each becomes one diagnosis or one dead letter, and the topology goes on. */
@Tag("fuzz")
class TopologyFuzzTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
    private static final long SEED = Long.getLong("robustdx.fuzz.seed", 1);
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyDamagedRecordIsDiagnosedOrADeadLetter() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root")).toRealPath();
        try (TinyService service = TinyService.start(folder);
                TopologyRig rig = new TopologyRig(
                        service.diagnostician(100), Optional.of(ReferencedFiles.under(root, 100_000)))) {
            send(rig);
        }
    }

    private static void send(TopologyRig rig) {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Samples.message("a", Samples.clean()));
        seeds.add(Samples.message("b", Samples.suspicious()));
        seeds.add(Samples.message("c", new byte[3000]));
        Mutator mutator = new Mutator(seeds, SEED);
        int diagnosed = 0;
        int dead = 0;
        for (int round = 0; round < ROUNDS; round++) {
            rig.images.pipeInput(KEY, mutator.next());
            int answers = rig.diagnoses.readValuesToList().size();
            int letters = rig.deadLetters.readValuesToList().size();
            assertThat(answers + letters).as("round %d of seed %d", round, SEED).isEqualTo(1);
            assertThat(rig.alerts.readValuesToList().size()).isLessThanOrEqualTo(answers);
            diagnosed += answers;
            dead += letters;
        }
        assertThat(diagnosed).as("diagnosed").isGreaterThan(ROUNDS / 1000);
        assertThat(dead).as("dead letters").isGreaterThan(ROUNDS / 50);
    }
}
