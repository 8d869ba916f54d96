package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class SplitTest {
    private static final SplitFractions FRACTIONS = new SplitFractions(0.6, 0.2, 0.1, 0.1);
    private static final double[] SHARES = {0.6, 0.2, 0.1, 0.1};

    /** Images of random groups; a group has one class, as nearly always in medicine. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier
    private record World(int[] labels, String[] groups, int largestGroup) {
        static World of(int groups, int classes, int largest, long seed) {
            Random random = new Random(seed);
            IntStream.Builder labels = IntStream.builder();
            List<String> groupOf = new ArrayList<>();
            for (int g = 0; g < groups; g++) {
                int size = 1 + random.nextInt(largest);
                int label = random.nextInt(classes);
                for (int i = 0; i < size; i++) {
                    labels.add(label);
                    groupOf.add("g" + g);
                }
            }
            return new World(labels.build().toArray(), groupOf.toArray(new String[0]), largest);
        }
    }

    private static int[][] parts(Split split) {
        return new int[][] {split.train(), split.validation(), split.calibration(), split.test()};
    }

    @Test
    void everyImageIsInExactlyOnePartAndEveryGroupToo() {
        Draw.tries(300, draw -> {
            int groups = draw.integer(1, 120);
            int classes = draw.integer(1, 5);
            int largest = draw.integer(1, 30);
            long seed = draw.seed();
            World world = World.of(groups, classes, largest, seed);
            int[][] parts = parts(Split.of(world.labels(), world.groups(), FRACTIONS, seed));

            int[] all =
                    Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray();
            assertThat(all).isEqualTo(IntStream.range(0, world.labels().length).toArray());
            Set<String> seen = new HashSet<>();
            for (int[] part : parts) {
                Set<String> here = new HashSet<>();
                for (int i : part) {
                    here.add(world.groups()[i]);
                }
                for (String group : here) {
                    assertThat(seen.add(group)).as("%s is in one part", group).isTrue();
                }
            }
        });
    }

    @Test
    void everyClassHasItsShareInEveryPartGiveOrTakeAFewGroups() {
        Draw.tries(300, draw -> {
            int groups = draw.integer(8, 300);
            int classes = draw.integer(1, 4);
            int largest = draw.integer(1, 10);
            long seed = draw.seed();
            World world = World.of(groups, classes, largest, seed);
            int[][] parts = parts(Split.of(world.labels(), world.groups(), FRACTIONS, seed));
            for (int c = 0; c < classes; c++) {
                int label = c;
                long total =
                        Arrays.stream(world.labels()).filter(l -> l == label).count();
                for (int p = 0; p < parts.length; p++) {
                    long here = Arrays.stream(parts[p])
                            .filter(i -> world.labels()[i] == label)
                            .count();
                    assertThat((double) here)
                            .as("class %d, part %d of %d images", c, p, total)
                            .isCloseTo(SHARES[p] * total, within(2.0 * world.largestGroup()));
                }
            }
        });
    }

    @Test
    void everyPartHasAGroupOfEveryClassThatHasEnough() {
        Draw.tries(200, draw -> {
            int groups = draw.integer(4, 12);
            int largest = draw.integer(1, 30);
            long seed = draw.seed();
            World world = World.of(groups, 1, largest, seed);
            for (int[] part : parts(Split.of(world.labels(), world.groups(), FRACTIONS, seed))) {
                assertThat(part).isNotEmpty();
            }
        });
    }

    @Test
    void theOrderOfTheImagesDoesNotMatter() {
        Draw.tries(100, draw -> {
            int groups = draw.integer(1, 60);
            long seed = draw.seed();
            World world = World.of(groups, 3, 5, seed);
            int n = world.labels().length;
            int[] turnedLabels = new int[n];
            String[] turnedGroups = new String[n];
            for (int i = 0; i < n; i++) {
                turnedLabels[n - 1 - i] = world.labels()[i];
                turnedGroups[n - 1 - i] = world.groups()[i];
            }
            int[] turned = Split.of(turnedLabels, turnedGroups, FRACTIONS, seed).train();
            int[] back = Arrays.stream(turned).map(i -> n - 1 - i).sorted().toArray();
            assertThat(back)
                    .isEqualTo(Split.of(world.labels(), world.groups(), FRACTIONS, seed)
                            .train());
        });
    }

    @Test
    void anotherSeedShouldGiveAnotherSplit() {
        World world = World.of(200, 2, 3, 1);
        assertThat(Split.of(world.labels(), world.groups(), FRACTIONS, 1).test())
                .isNotEqualTo(
                        Split.of(world.labels(), world.groups(), FRACTIONS, 2).test());
    }

    @Test
    void aClassOfFewGroupsShouldServeTrainAndTestFirst() {
        String[] groups = {"a", "b", "c"};
        int[][] one = parts(Split.of(new int[] {0}, new String[] {"a"}, FRACTIONS, 3));
        assertThat(one[0]).hasSize(1);
        int[][] two = parts(Split.of(new int[] {0, 0}, Arrays.copyOf(groups, 2), FRACTIONS, 3));
        assertThat(two[0]).hasSize(1);
        assertThat(two[3]).hasSize(1);
        int[][] three = parts(Split.of(new int[] {0, 0, 0}, groups, FRACTIONS, 3));
        assertThat(three[1]).hasSize(1);
        assertThat(three[2]).isEmpty();
    }

    @Test
    void aPartWithoutAShareShouldStayEmpty() {
        World world = World.of(50, 2, 3, 1);
        Split split = Split.of(world.labels(), world.groups(), new SplitFractions(0.8, 0.2, 0, 0), 1);
        assertThat(split.calibration()).isEmpty();
        assertThat(split.test()).isEmpty();
        assertThat(split.toString()).contains("calibration 0");
    }

    @Test
    void shouldRefuseFractionsThatAreNone() {
        assertThatThrownBy(() -> new SplitFractions(0.5, 0.2, 0.1, 0.1)).hasMessageEndingWith("(expected: 1)");
        assertThatThrownBy(() -> new SplitFractions(0, 0.5, 0.5, 0)).hasMessage("train: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new SplitFractions(1.2, -0.2, 0, 0))
                .hasMessage("train: 1.2 (expected: 0 <= fraction <= 1)");
        assertThatThrownBy(() -> new SplitFractions(Double.NaN, 0.5, 0.5, 0)).hasMessageContaining("NaN");
    }
}
