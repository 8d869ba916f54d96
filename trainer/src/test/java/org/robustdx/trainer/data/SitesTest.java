package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SitesTest {
    private static LoadedData site(List<String> classes, int firstPixel, int... labels) {
        byte[][] images = new byte[labels.length][];
        String[] ids = new String[labels.length];
        String[] groups = new String[labels.length];
        for (int i = 0; i < labels.length; i++) {
            images[i] = new byte[] {(byte) (firstPixel + i)};
            ids[i] = "image-" + i;
            groups[i] = "patient-" + i / 2;
        }
        return new LoadedData(new Dataset(classes, 1, 1, 1, images, labels, groups, ids), List.of());
    }

    private static Map<String, LoadedData> sites(String name, LoadedData data, String other, LoadedData others) {
        return new TreeMap<>(Map.of(name, data, other, others));
    }

    private static LoadedData joined(Map<String, LoadedData> sites, Map<String, String> renamed) throws DataException {
        return Sites.join(sites, renamed, BadItemPolicy.FAIL);
    }

    private static List<String> names(Dataset dataset) {
        return IntStream.range(0, dataset.size())
                .mapToObj(i -> dataset.classes().get(dataset.label(i)))
                .toList();
    }

    @Test
    void eachImageKeepsItsSiteAndNameInSubsetsToo() throws DataException {
        Dataset all = joined(
                        sites("a", site(List.of("x", "y"), 0, 0, 1), "b", site(List.of("x", "y"), 10, 1, 0, 1)),
                        Map.of())
                .dataset();

        assertThat(all.sites()).containsExactly("a", "b");
        Dataset turned = all.subset(new int[] {3, 0});
        assertThat(turned.site(0)).isEqualTo("b");
        assertThat(turned.id(0)).isEqualTo("image-1");
        assertThat(turned.fullId(0)).isEqualTo("b/image-1");
        assertThat(turned.fullId(1)).isEqualTo("a/image-0");
        assertThat(all.ofSite("b").labels()).containsExactly(1, 0, 1);
        assertThat(all.withImages(new byte[5][1]).site(4)).isEqualTo("b");
        assertThat(all).hasToString("2 sites, 5 images 1x1x1, classes [x, y] [2, 3]");
    }

    @Test
    void equalNamesOfPatientsOfTwoSitesAreTwoPatients() throws DataException {
        Dataset all = joined(sites("a", site(List.of("x"), 0, 0, 0, 0), "b", site(List.of("x"), 10, 0, 0, 0)), Map.of())
                .dataset();

        assertThat(Arrays.stream(all.groups()).distinct()).hasSize(2);
        assertThat(all.groupCount()).isEqualTo(4);
    }

    @Test
    void classesAreMatchedWhateverTheirCaseAndOthersByTheMap() throws DataException {
        Map<String, LoadedData> sites = sites(
                "children",
                site(List.of("NORMAL", "PNEUMONIA"), 0, 0, 1),
                "grown-ups",
                site(List.of("No_findings", "Pneumonia"), 10, 1, 0));
        Dataset all = joined(sites, Map.of("no_findings", "normal")).dataset();

        assertThat(all.classes()).containsExactly("NORMAL", "PNEUMONIA");
        assertThat(names(all)).containsExactly("NORMAL", "PNEUMONIA", "PNEUMONIA", "NORMAL");
        assertThat(joined(sites, Map.of()).dataset().classes()).containsExactly("NORMAL", "PNEUMONIA", "No_findings");
    }

    @Test
    void twoClassesOfOneSiteMayBecomeOne() throws DataException {
        Dataset all = joined(
                        new TreeMap<>(Map.of("", site(List.of("bacteria", "none", "virus"), 0, 0, 1, 2))),
                        Map.of("bacteria", "ill", "virus", "ill"))
                .dataset();

        assertThat(all.classes()).containsExactly("ill", "none");
        assertThat(names(all)).containsExactly("ill", "none", "ill");
    }

    @Test
    void aMapOfAClassThatNoSiteHasIsRefusedUnlessTheImagesHaveTheOtherClass() throws DataException {
        assertThatThrownBy(() -> joined(new TreeMap<>(Map.of("", site(List.of("x", "y"), 0, 0, 1))), Map.of("z", "w")))
                .isInstanceOf(DataException.class)
                .hasMessage("map-class: z (expected: a class of the images: x, y)");
        assertThat(joined(new TreeMap<>(Map.of("", site(List.of("x", "y"), 0, 0, 1))), Map.of("z", "X"))
                        .dataset()
                        .classes())
                .containsExactly("x", "y");
    }

    @Test
    void anImageAtTwoSitesIsRefusedOrLeftOutAndCounted() throws DataException {
        Map<String, LoadedData> sites =
                sites("a", site(List.of("x", "y"), 0, 0, 1, 1), "b", site(List.of("x", "y"), 2, 0, 1));

        assertThatThrownBy(() -> joined(sites, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("b/image-0: the same image as a/image-2 of another site; --skip-bad leaves bad items out");
        LoadedData kept = Sites.join(sites, Map.of(), BadItemPolicy.SKIP);
        assertThat(IntStream.range(0, kept.dataset().size()).mapToObj(kept.dataset()::fullId))
                .containsExactly("a/image-0", "a/image-1", "a/image-2", "b/image-1");
        assertThat(kept.skipped()).extracting(BadItem::where).containsExactly("b/image-0");
    }

    @Test
    void badItemsSayTheirSite() throws DataException {
        LoadedData data = site(List.of("x"), 0, 0);
        LoadedData damaged = new LoadedData(data.dataset(), List.of(new BadItem("x/broken.png", "no image")));

        assertThat(joined(sites("a", damaged, "b", site(List.of("x"), 9, 0)), Map.of())
                        .skipped())
                .containsExactly(new BadItem("a/x/broken.png", "no image"));
        assertThat(joined(new TreeMap<>(Map.of("", damaged)), Map.of()).skipped())
                .containsExactly(new BadItem("x/broken.png", "no image"));
    }

    @Test
    void digestCoversNamesAndImagesOfAllSitesButNotTheNameOfASingleOne() throws DataException {
        LoadedData a = site(List.of("x", "y"), 0, 0, 1);
        LoadedData b = site(List.of("x", "y"), 10, 0, 1);
        String digest = joined(sites("a", a, "b", b), Map.of()).dataset().digest();

        assertThat(joined(sites("b", b, "a", a), Map.of()).dataset().digest()).isEqualTo(digest);
        assertThat(joined(sites("a", a, "c", b), Map.of()).dataset().digest()).isNotEqualTo(digest);
        assertThat(joined(sites("a", b, "b", a), Map.of()).dataset().digest()).isNotEqualTo(digest);
        assertThat(joined(sites("a", a, "b", site(List.of("x", "y"), 11, 0, 1)), Map.of())
                        .dataset()
                        .digest())
                .isNotEqualTo(digest);
        assertThat(a.dataset().withSite("a").digest()).isEqualTo(a.dataset().digest());
    }

    @Test
    void eachSiteIsSplitAsIfItWereAlone() throws DataException {
        int[] labels = IntStream.range(0, 60).map(i -> i % 3 == 0 ? 1 : 0).toArray();
        Map<String, LoadedData> sites = sites(
                "a", site(List.of("x", "y"), 0, labels), "b", site(List.of("x", "y"), 100, Arrays.copyOf(labels, 40)));
        Dataset all = joined(sites, Map.of()).dataset();
        Split together = Split.of(all, SplitFractions.ofDefaults(), 5);

        for (String site : all.sites()) {
            Dataset own = all.ofSite(site);
            Split alone = Split.of(own, SplitFractions.ofDefaults(), 5);
            assertThat(all.subset(together.test()).ofSite(site).digest())
                    .isEqualTo(own.subset(alone.test()).digest());
            assertThat(all.subset(together.train()).ofSite(site).digest())
                    .isEqualTo(own.subset(alone.train()).digest());
            assertThat(alone.test()).isNotEmpty();
        }
        assertThat(together.train().length
                        + together.validation().length
                        + together.calibration().length
                        + together.test().length)
                .isEqualTo(100);
    }
}
