package org.robustdx.trainer.evaluate;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;

class SelectionTest {
    private static final Dataset BOTH = Judgeds.images(40, "here", "there");

    private static Selection selection(Dataset all, TrainingData trained, Optional<Selection.Part> part)
            throws DataException {
        return Selection.of(all, trained, 1, Judgeds.CLASSES, part, 5, 7);
    }

    private static TrainingData digests(String... digests) {
        return new TrainingData(Set.of(digests), Set.of());
    }

    @Test
    void siteOfTheTrainingDataIsJudgedByItsTestSplitAndAnotherWhole() throws DataException {
        Selection chosen = selection(BOTH, digests(BOTH.ofSite("here").digest()), Optional.empty());

        Selection.Site here = chosen.sites().get(0);
        assertThat(here.part()).isEqualTo(Selection.Part.TEST);
        assertThat(here.trainedOn()).isTrue();
        assertThat(here.splitSeed()).isEqualTo(1);
        Selection.Site there = chosen.sites().get(1);
        assertThat(there.part()).isEqualTo(Selection.Part.ALL);
        assertThat(there.trainedOn()).isFalse();
        assertThat(there.splitSeed()).isNull();
        assertThat(ids(chosen.images().ofSite("here")))
                .isEqualTo(ids(Splits.of(BOTH.ofSite("here"), 1).test()));
        assertThat(chosen.images().ofSite("there").size()).isEqualTo(40);
        assertThat(chosen.split()).isEqualTo("by site");
        assertThat(chosen.sameData()).isFalse();
        assertThat(chosen.attacked().size()).isEqualTo(5);
    }

    @Test
    void siteThatTrainingNamedIsJudgedByItsTestSplitAlthoughItsImagesChanged() throws DataException {
        Selection chosen = selection(BOTH, new TrainingData(Set.of(), Set.of("there")), Optional.empty());

        assertThat(chosen.sites().get(1).part()).isEqualTo(Selection.Part.TEST);
        assertThat(chosen.sites().get(1).trainedOn()).isFalse();
    }

    @Test
    void digestOfAllSitesStandsForEachOfThem() throws DataException {
        Selection chosen = selection(BOTH, digests(BOTH.digest()), Optional.empty());

        assertThat(chosen.split()).isEqualTo("test");
        assertThat(chosen.sameData()).isTrue();
        assertThat(chosen.splitSeed()).isEqualTo(1);
    }

    @Test
    void trainingSiteIsRecognisedAlsoWhereItSpellsItsClassesInAnotherCase() throws DataException {
        List<String> classes = BOTH.classes();
        Dataset folder = BOTH.renamed(classes.stream().collect(toMap(name -> name, name -> name.toLowerCase(ROOT))));
        String here = BOTH.ofSite("here").digest();

        Selection chosen = Selection.of(folder, digests(here), 1, classes, Optional.empty(), 5, 1);

        assertThat(folder.ofSite("here").digest()).isNotEqualTo(here);
        assertThat(chosen.sites().get(0).trainedOn()).isTrue();
        assertThat(chosen.sites().get(1).trainedOn()).isFalse();
    }

    @Test
    void imagesWithoutASiteAreJudgedByTheirTestSplitWhateverTheirDigest() throws DataException {
        Selection chosen = selection(Judgeds.images(40, ""), digests("another"), Optional.empty());

        assertThat(chosen.split()).isEqualTo("test");
        assertThat(chosen.sameData()).isFalse();
        assertThat(chosen.hasSites()).isFalse();
        assertThat(chosen.images().size()).isLessThan(10);
    }

    @Test
    void chosenPartIsThatOfEverySite() throws DataException {
        assertThat(selection(BOTH, digests(BOTH.digest()), Optional.of(Selection.Part.ALL))
                        .images()
                        .size())
                .isEqualTo(80);
        assertThat(selection(BOTH, digests(), Optional.of(Selection.Part.TEST)).split())
                .isEqualTo("test");
    }

    @Test
    void siteThatIsTooSmallForATestSplitIsRefused() {
        assertThatThrownBy(() -> selection(Judgeds.images(1, ""), digests(), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessage("images: 1 leave none for the test split (expected: --split all)");
    }

    @Test
    void modelFileTellsDigestsAndNamesOfItsTrainingSites() {
        TrainingData trained = TrainingData.of(Map.of(
                "data_digest",
                "d",
                "sites",
                "[{\"name\":\"a\",\"use\":\"training\",\"digest\":\"e\"},{\"name\":\"b\"},"
                        + "{\"name\":\"c\",\"use\":\"calibration\",\"digest\":\"f\"}]"));

        assertThat(trained.digests()).containsExactlyInAnyOrder("d", "e");
        assertThat(trained.sites()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void entryOfAnotherFormTellsNothing() {
        assertThat(TrainingData.of(Map.of("sites", "not JSON")).sites()).isEmpty();
        assertThat(TrainingData.of(Map.of("sites", "{\"name\":3}")).digests()).isEmpty();
    }

    private static List<String> ids(Dataset images) {
        return IntStream.range(0, images.size()).mapToObj(images::id).sorted().toList();
    }
}
