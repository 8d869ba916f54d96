package org.robustdx.stream.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.schemas.serde.AvroSerdes;

class SourceWindowsTest {
    private static Sighting image(String id, boolean flagged, PerceptualHash look) {
        return Sighting.newBuilder()
                .setImageId(id)
                .setFlagged(flagged)
                .setFired(flagged ? List.of("d") : List.of())
                .setReadings(List.of(new DetectorReading("d", 1f, flagged ? 0.001 : 0.5)))
                .setPerceptualHash(look.toBytes())
                .build();
    }

    private static PerceptualHash random(Random random) {
        return new PerceptualHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    /** Flips up to eight bits. */
    private static PerceptualHash near(PerceptualHash look, Random random) {
        long flipped = look.first();
        for (int i = 0; i < 8; i++) {
            flipped ^= 1L << random.nextInt(Long.SIZE);
        }
        return new PerceptualHash(flipped, look.second(), look.third(), look.fourth());
    }

    @Test
    void shouldCountFlaggedImagesAndScoresOfTheOthers() {
        Random random = new Random(1);
        SourceWindow sum = SourceWindows.empty();
        for (int i = 0; i < 20; i++) {
            sum = SourceWindows.plus(sum, image("i" + i, i % 2 == 0, random(random)));
        }
        assertThat(sum.getImages()).isEqualTo(20);
        assertThat(sum.getFlagged()).isEqualTo(10);
        assertThat(sum.getFired()).containsExactly("d");
        assertThat(sum.getFlaggedIds()).containsExactly("i0", "i2", "i4", "i6", "i8");
        assertThat(PValueHistogram.total(sum.getHistograms().get(0).getCounts()))
                .isEqualTo(10);
    }

    @Test
    void shouldNotCountImagesOutOfScope() {
        Random random = new Random(2);
        SourceWindow sum = SourceWindows.empty();
        for (int i = 0; i < 20; i++) {
            Sighting image = image("i" + i, i == 0, random(random));
            if (i % 2 != 0) {
                image.put(Sighting.getClassSchema().getField("readings").pos(), List.of());
            }
            sum = SourceWindows.plus(sum, image);
        }
        assertThat(sum.getImages()).isEqualTo(10);
        assertThat(sum.getFlagged()).isEqualTo(1);
        assertThat(sum.getFalseAlarmRate()).isCloseTo(0.01, within(1e-12));
        assertThat(PValueHistogram.total(sum.getHistograms().get(0).getCounts()))
                .isEqualTo(9);
    }

    @Test
    void shouldFindAnAttackAmongManyOtherImages() {
        Draw.tries(20, draw -> {
            int seed = draw.integer(0, 10_000);
            Random random = new Random(seed);
            PerceptualHash base = random(random);
            SourceWindow sum = SourceWindows.empty();
            for (int i = 0; i < 300; i++) {
                boolean query = i % 10 == 0;
                sum = SourceWindows.plus(sum, image("i" + i, false, query ? near(base, random) : random(random)));
            }
            // The first images may be replaced while there are only groups of one image.
            assertThat(sum.getGroups()).extracting(NearDuplicates::getImages).anyMatch(images -> images >= 28);
            assertThat(sum.getGroups()).hasSizeLessThanOrEqualTo(SourceWindows.MOST_GROUPS);
        });
    }

    @Test
    void shouldStayWithinBoundedSize() {
        Random random = new Random(1);
        SourceWindow sum = SourceWindows.empty();
        for (int i = 0; i < 2000; i++) {
            sum = SourceWindows.plus(sum, image("image-" + i, i % 3 == 0, random(random)));
        }
        assertThat(AvroSerdes.sourceWindow().serializer().serialize("state", sum))
                .hasSizeLessThan(2048);
    }
}
