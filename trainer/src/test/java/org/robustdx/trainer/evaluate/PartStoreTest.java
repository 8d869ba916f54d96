package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartStoreTest {
    private static final Observed OBSERVED = new Observed(
            new int[] {1, 0},
            new float[][] {{0.1f, Float.NaN}, {-3, 1e-9f}},
            new float[][] {{0.5f, 0.5f}, {0.1f, 0.9f}},
            new float[][] {{0.5f}, {Float.POSITIVE_INFINITY}},
            new boolean[] {true, false},
            1,
            new Observed.Quality(0.1, 0.2, 0.3, 0.4),
            List.of(new Observed.Exhibit(1, new byte[] {1, -2}, new byte[] {3}, new float[] {1, 2})),
            2.5);

    @TempDir
    Path dir = Path.of("");

    @Test
    void aPartIsFoundAsItWasKept() throws Exception {
        PartStore store = new PartStore(dir.resolve("parts"));
        store.keep("attack-pgd-eps4", "key", OBSERVED);

        assertThat(store.find("attack-pgd-eps4", "key"))
                .get()
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> Float.compare(a, b) == 0, Float.class)
                .isEqualTo(OBSERVED);
    }

    @Test
    void aPartOfAnotherKeyIsNone() throws Exception {
        PartStore store = new PartStore(dir);
        store.keep("clean", "key", OBSERVED);

        assertThat(store.find("clean", "other key")).isEmpty();
        assertThat(store.find("other", "key")).isEmpty();
    }

    @Test
    void aDamagedPartIsNone() throws Exception {
        PartStore store = new PartStore(dir);
        store.keep("clean", "key", OBSERVED);
        Path file = dir.resolve("clean.json");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));
        assertThat(store.find("clean", "key")).isEmpty();
        Files.writeString(file, "{}");
        assertThat(store.find("clean", "key")).isEmpty();
        Files.writeString(file, "");
        assertThat(store.find("clean", "key")).isEmpty();
    }

    @Test
    void aLaterPartTakesThePlaceOfAnEarlierOne() throws Exception {
        PartStore store = new PartStore(dir);
        store.keep("clean", "old", OBSERVED);
        store.keep("clean", "new", OBSERVED);

        assertThat(store.find("clean", "old")).isEmpty();
        assertThat(store.find("clean", "new")).isPresent();
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void theKeyIsOfAllThatDeterminesThePartInItsOrder() {
        assertThat(PartStore.key(List.of("a", "b")))
                .isEqualTo(PartStore.key(List.of("a", "b")))
                .isNotEqualTo(PartStore.key(List.of("b", "a")))
                .isNotEqualTo(PartStore.key(List.of("ab")))
                .isNotEqualTo(PartStore.key(List.of("a", "b", "")));
    }
}
