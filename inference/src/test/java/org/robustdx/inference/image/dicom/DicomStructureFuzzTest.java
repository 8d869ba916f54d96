package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Mutator;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;

/** DICOM files with a scrambled structure, every fourth damaged by chance on top: an answer to each, in time and within its memory. */
class DicomStructureFuzzTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
    private static final long SEED = Long.getLong("robustdx.fuzz.seed", 1);
    private static final DecodeLimits LIMITS = new DecodeLimits(4 << 20, 1 << 20, 16);
    private static final long MOST_BYTES = 32 * (LIMITS.maxBytes() + LIMITS.maxPixels());
    private static final RoundWatch WATCH = new RoundWatch(Duration.ofSeconds(1), Duration.ofMinutes(1), MOST_BYTES);
    private static final int EACH_TIME = 2_000;

    @Test
    void shouldAnswerScrambledFiles() throws Exception {
        // Other tests load their classes at the same time: their work counts too.
        answers(EACH_TIME, new RoundWatch(Duration.ofSeconds(10), Duration.ofMinutes(1), Long.MAX_VALUE));
    }

    @Test
    @Tag("fuzz")
    void shouldAnswerScrambledFilesInTimeAndWithinTheirMemory() throws Exception {
        answers(ROUNDS, WATCH);
    }

    private static void answers(int rounds, RoundWatch watch) throws Exception {
        DicomScrambler scrambler = new DicomScrambler(SEED);
        int[] number = {0};
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        int[] decoded = {0};
        watch.rounds(
                rounds,
                "seed " + SEED,
                () -> {
                    byte[] file = scrambler.next();
                    int round = number[0]++;
                    return round % 4 == 3 ? new Mutator(List.of(file), SEED + round).next() : file;
                },
                (content, round) -> {
                    DecodeResult result = new DicomDecoder().decode(content, LIMITS);
                    if (result instanceof Decoded image) {
                        decoded[0]++;
                        assertThat((long) image.raster().width()
                                        * image.raster().height())
                                .isLessThanOrEqualTo(LIMITS.maxPixels());
                    } else {
                        Refused refusal = (Refused) result;
                        refused.merge(refusal.reason(), 1, Integer::sum);
                        assertThat(refusal.message()).isNotBlank().doesNotContainPattern("[^ -~]");
                    }
                });
        System.out.printf("%d rounds: %d decoded, refused %s%n", rounds, decoded[0], refused);
        // Neither so mild that all is read nor so wild that nothing is.
        assertThat(decoded[0]).isBetween(rounds / 5, rounds * 4 / 5);
        assertThat(refused).containsKeys(Reason.CORRUPT, Reason.LIMIT, Reason.UNSUPPORTED);
    }
}
