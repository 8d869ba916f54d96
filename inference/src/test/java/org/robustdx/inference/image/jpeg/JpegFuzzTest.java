package org.robustdx.inference.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.jpeg.TestJpegs.Kind;

/** JPEG streams damaged in their structure: an answer to each, none takes long, none takes much memory. */
class JpegFuzzTest {
    private static final DecodeLimits LIMITS = new DecodeLimits(4 << 20, 1 << 20, 16);
    /** Content and pixels within the limits, each a few times over: coefficients, the stream written again, rows. */
    private static final long MOST_BYTES = 32 * (LIMITS.maxBytes() + LIMITS.maxPixels());

    private static final RoundWatch WATCH = new RoundWatch(Duration.ofSeconds(2), Duration.ofMinutes(1), MOST_BYTES);

    @Test
    void shouldAnswerSomeDamagedStreams() {
        JpegMutator mutator = new JpegMutator(generated(), 1);
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        for (int i = 0; i < 1_000; i++) {
            answer(mutator.next(), refused);
        }
        assertThat(refused).containsKeys(Reason.CORRUPT, Reason.LIMIT, Reason.UNSUPPORTED);
    }

    @Test
    @Tag("fuzz")
    void shouldAnswerManyDamagedStreams() throws Exception {
        List<byte[]> seeds = generated();
        for (Path file : RealImages.files("skin").stream().limit(20).toList()) {
            if (file.toString().endsWith("jpg")) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        int rounds = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
        long seed = Long.getLong("robustdx.fuzz.seed", 1);
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        JpegMutator mutator = new JpegMutator(seeds, seed);
        WATCH.rounds(rounds, "seed " + seed, mutator::next, (content, round) -> answer(content, refused));
        int decoded = rounds - refused.values().stream().mapToInt(i -> i).sum();
        System.out.printf("%d rounds of %d streams: %d decoded, refused %s%n", rounds, seeds.size(), decoded, refused);
        // The damage is neither so light that all is read nor so heavy that nothing is.
        assertThat(decoded).isBetween(rounds / 20, rounds / 2);
    }

    private static void answer(byte[] content, Map<Reason, Integer> refused) {
        if (ImageDecoders.standard().decode(content, LIMITS) instanceof Refused refusal) {
            refused.merge(refusal.reason(), 1, Integer::sum);
            assertThat(refusal.message()).isNotBlank().doesNotContainPattern("[^ -~]");
        }
    }

    private static List<byte[]> generated() {
        List<byte[]> seeds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int interval : new int[] {0, 3}) {
                seeds.add(TestJpegs.write(
                        TestJpegs.texture(83, 41, BufferedImage.TYPE_3BYTE_BGR), kind, interval, interval == 0));
            }
        }
        seeds.add(TestJpegs.gray(64, 64, 4));
        return seeds;
    }
}
