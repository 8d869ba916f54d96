package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    private final FolderSource source = new FolderSource(GroupRule.byFileName());

    private final Path dir;

    FolderSourceTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void shouldTakeSortedFoldersForClasses() throws Exception {
        TestImages.png(dir.resolve("ill/person2_virus_2.png"), 1);
        TestImages.png(dir.resolve("ill/person1_virus_1.png"), 2);
        TestImages.png(dir.resolve("healthy/x.png"), 3);

        ImageListing listing = source.list(dir);

        assertThat(listing.classes()).containsExactly("healthy", "ill");
        assertThat(listing.samples())
                .extracting(Sample::id, Sample::label, Sample::group)
                .containsExactly(
                        tuple("healthy/x.png", 0, "healthy/x.png"),
                        tuple("ill/person1_virus_1.png", 1, "person1"),
                        tuple("ill/person2_virus_2.png", 1, "person2"));
        assertThat(listing.bad()).isEmpty();
    }

    @Test
    void shouldLookBelowTrain() throws Exception {
        TestImages.png(dir.resolve("train/a/1.png"), 1);
        TestImages.png(dir.resolve("train/b/1.png"), 2);
        TestImages.png(dir.resolve("test/a/1.png"), 3);

        assertThat(source.accepts(dir)).isTrue();
        assertThat(source.list(dir).samples()).extracting(Sample::id).containsExactly("a/1.png", "b/1.png");
    }

    @Test
    void shouldSkipHiddenAndSystemFilesAndReportFoldersInClasses() throws Exception {
        TestImages.png(dir.resolve("a/1.png"), 1);
        TestImages.png(dir.resolve("b/1.png"), 2);
        Files.createDirectories(dir.resolve("__MACOSX"));
        Files.createDirectories(dir.resolve(".git"));
        Files.writeString(dir.resolve("a/.DS_Store"), "x");
        Files.writeString(dir.resolve("a/Thumbs.db"), "x");
        Files.writeString(dir.resolve("b/desktop.ini"), "x");
        Files.createDirectories(dir.resolve("b/deeper"));

        ImageListing listing = source.list(dir);

        assertThat(listing.classes()).containsExactly("a", "b");
        assertThat(listing.samples()).hasSize(2);
        assertThat(listing.bad()).extracting(BadItem::where).containsExactly("b/deeper");
    }

    @Test
    void shouldRefuseOneClass() throws IOException {
        TestImages.png(dir.resolve("a/1.png"), 1);
        assertThatThrownBy(() -> source.list(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1 class folders (expected: at least 2");
    }

    @Test
    void shouldRefuseAnEmptyClass() throws IOException {
        TestImages.png(dir.resolve("a/1.png"), 1);
        Files.createDirectories(dir.resolve("b"));
        assertThatThrownBy(() -> source.list(dir))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("b: a class folder without images");
    }
}
