package org.robustdx.trainer.evaluate.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.Dataset;

class OutOfScopeSetTest {
    /** Levels 1 2 / 3 4. */
    private static final Raster FOUR = new Raster(2, 2, 1, new byte[] {1, 2, 3, 4});

    @Test
    void changesMovePixelsAsTheirNamesSay() {
        assertThat(ScopeChange.TURNED_LEFT.apply(FOUR).pixels()).containsExactly(2, 4, 1, 3);
        assertThat(ScopeChange.TURNED_RIGHT.apply(FOUR).pixels()).containsExactly(3, 1, 4, 2);
        assertThat(ScopeChange.UPSIDE_DOWN.apply(FOUR).pixels()).containsExactly(4, 3, 2, 1);
        assertThat(ScopeChange.MIRRORED_UP_DOWN.apply(FOUR).pixels()).containsExactly(3, 4, 1, 2);
        assertThat(ScopeChange.NEGATIVE.apply(FOUR).pixels()).containsExactly(-2, -3, -4, -5);
        assertThat(ScopeChange.LEFT_HALF_BLACK.apply(FOUR).pixels()).containsExactly(0, 2, 0, 4);
        assertThat(ScopeChange.RIGHT_HALF_BLACK.apply(FOUR).pixels()).containsExactly(1, 0, 3, 0);
        assertThat(ScopeChange.TOP_HALF_BLACK.apply(FOUR).pixels()).containsExactly(0, 0, 3, 4);
        assertThat(ScopeChange.BOTTOM_HALF_BLACK.apply(FOUR).pixels()).containsExactly(1, 2, 0, 0);
        assertThat(ScopeChange.LEFT_HALF_WHITE.apply(FOUR).pixels()).containsExactly(-1, 2, -1, 4);
    }

    @Test
    void channelsOfAPixelStayTogether() {
        Raster two = new Raster(2, 2, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

        assertThat(ScopeChange.UPSIDE_DOWN.apply(two).pixels()).containsExactly(10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3);
        assertThat(ScopeChange.LEFT_HALF_BLACK.apply(two).pixels())
                .containsExactly(0, 0, 0, 4, 5, 6, 0, 0, 0, 10, 11, 12);
    }

    @ParameterizedTest
    @EnumSource
    void changesKeepTheOriginal(ScopeChange change) {
        change.apply(FOUR);

        assertThat(FOUR.pixels()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void imageThatIsNoSquareCannotBeTurned() {
        assertThatThrownBy(() -> ScopeChange.TURNED_LEFT.apply(new Raster(2, 1, 1, new byte[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image: 2x1 (expected: a square)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void drawnSetsAreTheSameFromTheSameSeedAndHoldNoImageTwice(int channels) {
        for (DrawnSet drawn : DrawnSet.values()) {
            if (drawn.exists(channels)) {
                Dataset images = drawn.images(32, channels, 7);
                assertThat(images.digest())
                        .isEqualTo(drawn.images(32, channels, 7).digest());
                Set<Raster> different = new HashSet<>();
                for (int i = 0; i < images.size(); i++) {
                    different.add(images.raster(i));
                }
                assertThat(different).as(drawn.toString()).hasSize(images.size());
                if (drawn != DrawnSet.GREY) {
                    assertThat(images.digest())
                            .isNotEqualTo(drawn.images(32, channels, 8).digest());
                }
            }
        }
    }

    @Test
    void greyHasOneLevelInEachImage() {
        Dataset images = DrawnSet.GREY.images(4, 3, 1);

        assertThat(images.size()).isEqualTo(256);
        for (int i = 0; i < 256; i++) {
            assertThat(images.image(i)).containsOnly(i);
        }
    }

    @Test
    void gradientReachesBothOfItsEndsAndIsSmooth() {
        Dataset images = DrawnSet.GRADIENTS.images(32, 1, 3);
        for (int i = 0; i < images.size(); i++) {
            Raster image = images.raster(i);
            for (int x = 1; x < 32; x++) {
                assertThat(Math.abs(image.sample(9, x, 0) - image.sample(9, x - 1, 0)))
                        .isLessThan(17);
            }
        }
    }

    @Test
    void lettersStandOutFromTheirGround() {
        Dataset images = DrawnSet.LETTERS.images(64, 1, 3);
        for (int i = 0; i < images.size(); i++) {
            Raster image = images.raster(i);
            Set<Integer> levels = new HashSet<>();
            for (int at = 0; at < 64 * 64; at++) {
                levels.add(image.pixels()[at] & 0xFF);
            }
            assertThat(levels).hasSize(2);
            List<Integer> both = new ArrayList<>(levels);
            assertThat(Math.abs(both.get(0) - both.get(1))).isGreaterThan(30);
        }
    }

    @Test
    void turnedImagesAreASetOnlyIfImagesAreUpright() {
        Dataset images = TinyModels.phantoms(1, 6);

        assertThat(names(images, true))
                .contains("turned-left", "upside-down", "mirrored-up-down", "negative", "colours");
        assertThat(names(images, false))
                .doesNotContain("turned-left", "turned-right", "upside-down", "mirrored-up-down")
                .contains("negative", "left-half-black", "letters", "grey", "gradients", "noise");
        assertThat(OutOfScopeSet.generatedNames()).containsAll(names(images, true));
    }

    private static List<String> names(Dataset images, boolean upright) {
        return OutOfScopeSet.generated(images, upright, 1).stream()
                .map(OutOfScopeSet::name)
                .toList();
    }

    @Test
    void changedSetsHaveOneImageForEachInScopeImage() {
        Dataset images = TinyModels.phantoms(1, 6);
        OutOfScopeSet negative = OutOfScopeSet.generated(images, true, 1).get(0);

        assertThat(negative.size()).isEqualTo(6);
        assertThat(negative.raster(2)).isEqualTo(ScopeChange.NEGATIVE.apply(images.raster(2)));
        assertThat(negative.origin()).isEqualTo(OutOfScopeSet.Origin.CHANGED);
    }

    @Test
    void everySetIsDocumented() throws Exception {
        String docs = Files.readString(Path.of("..", "docs", "evaluation.md"));
        for (ScopeChange change : ScopeChange.values()) {
            assertThat(docs).contains("| `" + change + "` | " + change.description() + " |");
        }
        for (DrawnSet drawn : DrawnSet.values()) {
            assertThat(docs).contains("| `" + drawn + "` | " + drawn.description() + " |");
        }
    }
}
