package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.Mutator;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ReferencedFiles;

/** A hundred thousand damaged records: each becomes one diagnosis or one dead letter, in time and within its memory, and the topology goes on. */
@Tag("fuzz")
class TopologyFuzzTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
    private static final long SEED = Long.getLong("robustdx.fuzz.seed", 1);
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);
    private static final DecodeLimits LIMITS = new DecodeLimits(4 << 20, 1 << 20, 16);
    /** As for decoding alone, and the topology's own work. */
    private static final long MOST_BYTES = 32 * (LIMITS.maxBytes() + LIMITS.maxPixels());

    private static final RoundWatch WATCH = new RoundWatch(Duration.ofSeconds(1), Duration.ofMinutes(1), MOST_BYTES);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyDamagedRecordIsDiagnosedOrADeadLetter() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root")).toRealPath();
        try (TinyService service = TinyService.start(folder, LIMITS);
                TopologyRig rig = new TopologyRig(
                        service.diagnostician(100), Optional.of(ReferencedFiles.under(root, 100_000)))) {
            send(rig);
        }
    }

    private static void send(TopologyRig rig) throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Samples.message("a", Samples.clean()));
        seeds.add(Samples.message("b", Samples.suspicious()));
        seeds.add(Samples.message("c", new byte[3000]));
        Mutator mutator = new Mutator(seeds, SEED);
        int[] diagnosed = {0};
        int[] dead = {0};
        WATCH.rounds(ROUNDS, "seed " + SEED, mutator::next, (record, round) -> {
            rig.images.pipeInput(KEY, record);
            int answers = rig.diagnoses.readValuesToList().size();
            int letters = rig.deadLetters.readValuesToList().size();
            assertThat(answers + letters).as("diagnoses and dead letters").isEqualTo(1);
            assertThat(rig.alerts.readValuesToList().size()).isLessThanOrEqualTo(answers);
            diagnosed[0] += answers;
            dead[0] += letters;
        });
        System.out.printf("%d rounds: %d diagnosed, %d dead letters%n", ROUNDS, diagnosed[0], dead[0]);
        assertThat(diagnosed[0]).as("diagnosed").isGreaterThan(ROUNDS / 1000);
        assertThat(dead[0]).as("dead letters").isGreaterThan(ROUNDS / 50);
    }
}
