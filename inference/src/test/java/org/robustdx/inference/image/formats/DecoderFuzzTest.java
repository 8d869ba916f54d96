package org.robustdx.inference.image.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Mutator;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.TestImages;
import org.robustdx.inference.image.tiff.TiffMutator;

/**
 * A hundred thousand damaged images: an answer to each, none takes long, none takes much memory. What a run finds belongs into
 * {@link HostileContentTest}, as a case that is tried each time.
 */
@Tag("fuzz")
class DecoderFuzzTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.fuzz.rounds", 100_000);
    private static final long SEED = Long.getLong("robustdx.fuzz.seed", 1);
    private static final DecodeLimits LIMITS = new DecodeLimits(4 << 20, 1 << 20, 16);
    /** Content and pixels within the limits, each a few times over: coefficients, strips, rows, conversions. */
    private static final long MOST_BYTES = 32 * (LIMITS.maxBytes() + LIMITS.maxPixels());

    private static final RoundWatch WATCH = new RoundWatch(Duration.ofSeconds(1), Duration.ofMinutes(1), MOST_BYTES);

    @Test
    void everyDamagedImageGetsAnAnswerInTimeAndWithinItsMemory() throws Exception {
        List<byte[]> seeds = seeds();
        Mutator mutator = new Mutator(seeds, SEED);
        TiffMutator directories = new TiffMutator();
        Random random = new Random(SEED);
        // Mostly bytes anywhere in a file; sometimes a TIFF whose directory is damaged and nothing else.
        Supplier<byte[]> contents = () -> random.nextInt(5) == 0 ? directories.next(random.nextLong()) : mutator.next();
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        int[] decoded = {0};
        WATCH.rounds(ROUNDS, "seed " + SEED, contents, (content, round) -> {
            DecodeResult result = ImageDecoders.standard().decode(content, LIMITS);
            if (result instanceof Decoded image) {
                decoded[0]++;
                assertThat((long) image.raster().width() * image.raster().height())
                        .isLessThanOrEqualTo(LIMITS.maxPixels());
            } else {
                Refused refusal = (Refused) result;
                refused.merge(refusal.reason(), 1, Integer::sum);
                assertThat(refusal.message()).isNotBlank().doesNotContainPattern("[^ -~]");
            }
        });
        System.out.printf(
                "%d rounds of %d images: %d decoded, refused %s%n", ROUNDS, seeds.size(), decoded[0], refused);
        // The damage is neither so light that all is read nor so heavy that nothing is.
        assertThat(decoded[0]).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
        assertThat(refused).containsKeys(Reason.CORRUPT, Reason.LIMIT, Reason.UNKNOWN_FORMAT);
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String format : List.of("png", "bmp", "tiff", "jpeg")) {
            seeds.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_3BYTE_BGR), format));
            seeds.add(TestImages.encode(TestImages.ramp(64, 64, BufferedImage.TYPE_BYTE_GRAY), format));
        }
        seeds.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_USHORT_GRAY), "png"));
        seeds.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_4BYTE_ABGR), "tiff"));
        seeds.addAll(TiffMutator.seeds());
        for (Path file : RealImages.files("dicom")) {
            seeds.add(Files.readAllBytes(file));
        }
        for (String folder : List.of("chest-xray", "skin")) {
            List<Path> files = RealImages.files(folder).stream()
                    .filter(file -> file.toString().endsWith("g"))
                    .toList();
            for (int i = 0; i < 20; i++) {
                seeds.add(Files.readAllBytes(files.get(i * files.size() / 20)));
            }
        }
        return seeds;
    }
}
