package org.robustdx.trainer.evaluate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.trainer.evaluate.Judgeds.Image;

class SubgroupRowsTest {
    private static final List<String> POSITIVE = List.of("PNEUMONIA");

    private final List<Image> images = new ArrayList<>();
    private final List<@Nullable String> values = new ArrayList<>();

    /** Adds healthy and ill images, of each the first so many classified correctly. */
    private void group(@Nullable String value, int healthy, int healthyRight, int ill, int illRight) {
        for (int i = 0; i < healthy; i++) {
            add(value, new Image(0, i < healthyRight ? 0.2 : 0.8, 10, 10));
        }
        for (int i = 0; i < ill; i++) {
            add(value, new Image(1, i < illRight ? 0.9 : 0.1, 10, 10));
        }
    }

    private void add(@Nullable String value, Image image) {
        values.add(value);
        images.add(image);
    }

    private SubgroupResults by(String attribute, List<String> positive) {
        return SubgroupRows.of(
                        Judgeds.metadata(),
                        Judgeds.observed(images),
                        List.of(new Grouping(attribute, "table.csv", values)),
                        positive,
                        1)
                .get(0);
    }

    @Test
    void sharesOfAGroupByHand() {
        group("male", 10, 8, 20, 15);
        SubgroupResults.Group male = by("sex", POSITIVE).groups().get(0);

        assertThat(male.n()).isEqualTo(30);
        assertThat(male.perClass()).containsEntry("NORMAL", 10).containsEntry("PNEUMONIA", 20);
        assertThat(male.accuracy().share()).isEqualTo(23 / 30.0);
        assertThat(male.balancedAccuracy()).isCloseTo((0.8 + 0.75) / 2, within(1e-9));
        assertThat(requireNonNull(male.sensitivity()).share()).isEqualTo(0.75);
        assertThat(requireNonNull(male.sensitivity()).n()).isEqualTo(20);
        assertThat(requireNonNull(male.specificity()).share()).isEqualTo(0.8);
        assertThat(requireNonNull(male.specificity()).n()).isEqualTo(10);
        // Of 200 pairs, 15 ill images at 0.9 are above all 10 healthy ones, 5 at 0.1 above none.
        assertThat(male.auroc()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void alarmsAreCountedByGroup() {
        group("female", 18, 18, 0, 0);
        add("female", new Image(0, 0.1, 99, 10));
        add("female", new Image(0, 0.1, 10, 99));
        SubgroupResults.Group female = by("sex", POSITIVE).groups().get(0);

        assertThat(female.falseAlarms().share()).isEqualTo(0.05);
        assertThat(requireNonNull(female.outOfScope()).share()).isEqualTo(0.05);
        assertThat(female.eitherAlarm().share()).isEqualTo(0.1);
        assertThat(requireNonNull(female.sensitivity()).share()).isNull();
        assertThat(female.auroc()).isNull();
    }

    @Test
    void imagesWithoutAValueAreCountedAndLeftOut() {
        group("male", 10, 10, 10, 10);
        group(null, 3, 0, 0, 0);
        SubgroupResults by = by("sex", POSITIVE);

        assertThat(by.unknown()).isEqualTo(3);
        assertThat(by.groups()).hasSize(1);
    }

    @Test
    void largestGapSaysBetweenWhomAndWhetherIntervalsOverlap() {
        group("old", 50, 25, 50, 49);
        group("young", 50, 49, 50, 48);
        SubgroupResults by = by("generation", POSITIVE);

        SubgroupResults.Gap specificity = gap(by, "specificity");
        assertThat(specificity.high()).isEqualTo("young");
        assertThat(specificity.low()).isEqualTo("old");
        assertThat(specificity.points()).isCloseTo(48, within(1e-9));
        assertThat(specificity.beyondChance()).isTrue();
        assertThat(gap(by, "sensitivity").beyondChance()).isFalse();
    }

    private static SubgroupResults.Gap gap(SubgroupResults by, String measure) {
        return by.gaps().stream()
                .filter(gap -> gap.measure().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void smallGroupIsShownAndNotCompared() {
        group("old", 50, 50, 50, 50);
        group("young", 9, 0, 10, 0);
        SubgroupResults by = by("generation", POSITIVE);

        assertThat(by.groups().get(1).compared()).isFalse();
        assertThat(by.groups().get(1).accuracy().share()).isEqualTo(0);
        assertThat(by.gaps()).isEmpty();
    }

    @Test
    void rareClassesAreNotComparedByBalancedAccuracy() {
        group("old", 50, 50, 9, 0);
        group("young", 50, 50, 50, 50);
        SubgroupResults by = by("generation", POSITIVE);

        assertThat(by.gaps())
                .extracting(SubgroupResults.Gap::measure)
                .contains("accuracy")
                .doesNotContain("balanced accuracy");
    }

    @Test
    void withoutPositiveClassesThereIsNoSensitivity() {
        group("old", 20, 20, 20, 20);

        assertThat(by("generation", List.of()).groups().get(0).sensitivity()).isNull();
    }

    @Test
    void valuesOfFewImagesAreNotNamed() {
        group("zurich", 2, 2, 2, 2);
        group("bern", 1, 1, 0, 0);
        group("basel", 5, 5, 5, 5);

        assertThat(by("device", POSITIVE).groups())
                .extracting(SubgroupResults.Group::name)
                .containsExactly("basel", "other (values of fewer than 5 images)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, under 5",
        "006M, under 5",
        "030D, under 5",
        "5, 5 to 17",
        "017Y, 5 to 17",
        "18.0, 18 to 39",
        "59, 40 to 59",
        "60, 60 to 79",
        "080Y, 80 and over"
    })
    void agesAreInBands(String age, String band) {
        assertThat(new Grouping("age", "table", Collections.nCopies(5, age)).groups())
                .containsOnly(band);
    }

    @Test
    void ageThatIsNoAgeIsUnknown() {
        assertThat(new Grouping("age", "table", Arrays.asList("old", null, "-3")).groups())
                .containsOnlyNulls();
    }

    @Test
    void bandsAreInTheOrderOfAges() {
        for (String age : List.of("80", "3", "45", "12", "25", "70")) {
            group(age, 5, 5, 5, 5);
        }

        assertThat(by("age", POSITIVE).groups())
                .extracting(SubgroupResults.Group::name)
                .containsExactly("under 5", "5 to 17", "18 to 39", "40 to 59", "60 to 79", "80 and over");
    }

    @Test
    void attributeOfManyValuesIsRefused() {
        List<@Nullable String> many = new ArrayList<>();
        IntStream.range(0, 25).forEach(i -> many.add("v" + i));

        assertThatThrownBy(() -> new Grouping("localization", "table", many))
                .hasMessage("by: localization, which has 25 values (expected: an attribute with at most 24 values, or"
                        + " age)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient",
                "PatientID",
                "lesion_id",
                "id",
                "patient_name",
                "birth date",
                "accession",
                "StudyInstanceUID"
            })
    void attributeThatIdentifiesPatientsIsRefused(String attribute) {
        assertThatThrownBy(() -> new Grouping(attribute, "table", List.of()))
                .hasMessage("by: " + attribute + " (expected: an attribute that does not identify patients)");
    }

    @Test
    void positiveClassesAreThoseThatNeedTreatment() {
        assertThat(PositiveClasses.of(List.of("NORMAL", "PNEUMONIA"), List.of()))
                .containsExactly("PNEUMONIA");
        assertThat(PositiveClasses.of(List.of("PNEUMONIA", "No_findings"), List.of()))
                .containsExactly("PNEUMONIA");
        assertThat(PositiveClasses.of(List.of("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"), List.of()))
                .containsExactly("akiec", "bcc", "mel");
        assertThat(PositiveClasses.of(List.of("a", "b"), List.of())).containsExactly("b");
        assertThat(PositiveClasses.of(List.of("a", "b", "c"), List.of())).isEmpty();
        assertThat(PositiveClasses.of(List.of("a", "b", "c"), List.of("c", "a")))
                .containsExactly("a", "c");
    }

    @Test
    void unknownOrAllPositiveClassesAreRefused() {
        assertThatThrownBy(() -> PositiveClasses.of(List.of("a", "b"), List.of("x")))
                .hasMessage("positive: x (expected: of a, b)");
        assertThatThrownBy(() -> PositiveClasses.of(List.of("a", "b"), List.of("a", "b")))
                .hasMessage("positive: all classes (expected: at least one is left out)");
    }
}
