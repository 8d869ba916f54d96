package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;

class DatasetLoaderTest {
    private static final LoadOptions OPTIONS = LoadOptions.of(4, 4, 3);

    private final Path dir;
    private final Path cache;

    DatasetLoaderTest(@TempDir Path dir, @TempDir Path cache) {
        this.dir = dir;
        this.cache = cache;
    }

    @BeforeEach
    void images() throws IOException {
        for (int i = 0; i < 6; i++) {
            TestImages.write(
                    dir.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png"),
                    TestImages.raster(10, 12, 1, i).toPng());
        }
    }

    private LoadedData load(LoadOptions options) throws DataException {
        return new DatasetLoader(options).load(dir, LoadProgress.silent());
    }

    @Test
    void shouldHoldWhatTheServedModelWouldBeGiven() throws Exception {
        LoadedData data = load(OPTIONS.withFit(Fit.PAD));

        Raster served = Resizer.resize(TestImages.raster(10, 12, 1, 2).toChannels(3), 4, 4, Fit.PAD);
        int at = List.of(0, 1, 2, 3, 4, 5).stream()
                .filter(i -> data.dataset().id(i).equals("a/2.png"))
                .findFirst()
                .orElseThrow();
        assertThat(data.dataset().image(at)).isEqualTo(served.pixels());
        assertThat(data.dataset().labels()).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void shouldNotDependOnTheNumberOfThreads() throws Exception {
        assertThat(load(OPTIONS.withThreads(1)).dataset().digest())
                .isEqualTo(load(OPTIONS.withThreads(4)).dataset().digest());
    }

    @Test
    void shouldTellHowFarItIs() throws Exception {
        List<String> told = new ArrayList<>();
        new DatasetLoader(OPTIONS).load(dir, (done, total) -> told.add(done + "/" + total));
        assertThat(told).containsExactly("0/6", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
    }

    @Test
    void shouldPutCopiesOfOneFileIntoOneGroup() throws Exception {
        byte[] content = Files.readAllBytes(dir.resolve("a/0.png"));
        Files.write(dir.resolve("b/copy.png"), content);
        Files.write(dir.resolve("a/copy.png"), content);

        Dataset dataset = load(OPTIONS).dataset();

        List<String> groups = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            if (dataset.id(i).endsWith("copy.png") || dataset.id(i).equals("a/0.png")) {
                groups.add(dataset.group(i));
            }
        }
        assertThat(groups).containsExactly("a/0.png", "a/0.png", "a/0.png");
        assertThat(Stream.of(dataset.groups()).distinct()).hasSize(6);
    }

    @Test
    void shouldFailOnBadImagesNamingTheFirstAndTheirNumber() throws IOException {
        Files.writeString(dir.resolve("a/00.png"), "not an image");
        Files.write(dir.resolve("b/empty.png"), new byte[0]);

        assertThatThrownBy(() -> load(OPTIONS))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("a/00.png: ")
                .hasMessageContaining("(and 1 more); --skip-bad leaves bad items out")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldSkipAndCountBadImagesWhenAsked() throws Exception {
        Files.writeString(dir.resolve("a/bad.png"), "not an image");
        LoadedData data = load(OPTIONS.withPolicy(BadItemPolicy.SKIP));
        assertThat(data.dataset().size()).isEqualTo(6);
        assertThat(data.skipped()).extracting(BadItem::where).containsExactly("a/bad.png");
    }

    @Test
    void shouldRefuseAFolderOfWhichNothingIsUsable() throws IOException {
        for (int i = 0; i < 6; i++) {
            Files.writeString(dir.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png"), "not an image");
        }
        assertThatThrownBy(() -> load(OPTIONS.withPolicy(BadItemPolicy.SKIP)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no usable image; first: a/0.png: ");
    }

    @Test
    void shouldReadTheSameFromTheCache() throws Exception {
        Files.writeString(dir.resolve("a/bad.png"), "not an image");
        LoadOptions options = OPTIONS.withPolicy(BadItemPolicy.SKIP).withCache(cache);
        LoadedData decoded = load(options);
        Path kept = onlyCacheFile();

        List<String> told = new ArrayList<>();
        LoadedData again = new DatasetLoader(options).load(dir, (done, total) -> told.add(done + "/" + total));

        assertThat(told).as("nothing was decoded").containsExactly("6/6");
        assertThat(again.dataset().digest()).isEqualTo(decoded.dataset().digest());
        assertThat(again.dataset().groups()).isEqualTo(decoded.dataset().groups());
        assertThat(again.skipped()).isEqualTo(decoded.skipped());
        assertThat(onlyCacheFile()).isEqualTo(kept);
    }

    @Test
    void shouldFailOnBadImagesAlsoFromTheCache() throws Exception {
        Files.writeString(dir.resolve("a/bad.png"), "not an image");
        load(OPTIONS.withPolicy(BadItemPolicy.SKIP).withCache(cache));
        assertThatThrownBy(() -> load(OPTIONS.withCache(cache)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("a/bad.png: ");
    }

    @Test
    void shouldReadAfreshWhenAFileHasChanged() throws Exception {
        LoadOptions options = OPTIONS.withCache(cache);
        String before = load(options).dataset().digest();
        Files.write(dir.resolve("a/0.png"), TestImages.raster(10, 12, 1, 99).toPng());
        Files.setLastModifiedTime(dir.resolve("a/0.png"), FileTime.fromMillis(1));

        assertThat(load(options).dataset().digest())
                .isNotEqualTo(before)
                .isEqualTo(load(OPTIONS).dataset().digest());
    }

    @Test
    void shouldKeepShapesAndFitsApartInTheCache() throws Exception {
        load(OPTIONS.withCache(cache));
        assertThat(load(OPTIONS.withCache(cache).withFit(Fit.PAD)).dataset().digest())
                .isEqualTo(load(OPTIONS.withFit(Fit.PAD)).dataset().digest());
        assertThat(load(LoadOptions.of(5, 4, 3).withCache(cache)).dataset().height())
                .isEqualTo(5);
    }

    @Test
    void shouldReadAfreshAndRewriteADamagedCache() throws Exception {
        LoadOptions options = OPTIONS.withCache(cache);
        String digest = load(options).dataset().digest();
        Path file = onlyCacheFile();
        byte[] whole = Files.readAllBytes(file);
        for (int at : new int[] {0, 5, 9, 14, whole.length / 2, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x40;
            Files.write(file, damaged);
            assertThat(load(options).dataset().digest()).as("byte " + at).isEqualTo(digest);
            assertThat(Files.readAllBytes(file)).as("rewritten").isEqualTo(whole);
        }
        for (int length : new int[] {0, 3, 40, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(load(options).dataset().digest()).as("length " + length).isEqualTo(digest);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(load(options).dataset().digest()).isEqualTo(digest);
        assertThat(onlyCacheFile()).hasBinaryContent(whole);
    }

    @Test
    void shouldWorkWithoutACacheThatCannotBeWritten() throws Exception {
        Path blocked = Files.writeString(cache.resolve("file"), "x");
        assertThat(load(OPTIONS.withCache(blocked)).dataset().size()).isEqualTo(6);
    }

    private Path onlyCacheFile() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
