package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;

class UnlabelledFolderTest {
    private static final LoadProgress SILENT = (done, total) -> {};

    @TempDir
    Path dir = Path.of("");

    private final DatasetLoader loader = new DatasetLoader(LoadOptions.of(32, 32, 1));

    private void image(String name) throws Exception {
        byte[] pixels = new byte[40 * 40];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new Raster(40, 40, 1, pixels).toPng());
    }

    @Test
    void imagesOfAllFoldersBelowAreReadAndOthersCounted() throws Exception {
        image("a.png");
        image("b/c/d.png");
        image("b/.hidden/e.png");
        Files.writeString(dir.resolve("b/report.txt"), "no image");
        Files.writeString(dir.resolve("table.csv"), "a,b");

        LoadedData data = loader.loadUnlabelled(dir, SILENT);

        assertThat(data.dataset().size()).isEqualTo(2);
        assertThat(data.dataset().id(1)).isEqualTo("b/c/d.png");
        assertThat(data.dataset().classes()).containsExactly(UnlabelledFolder.CLASS);
        assertThat(data.skipped()).singleElement().satisfies(item -> assertThat(item.where())
                .isEqualTo("b/report.txt"));
    }

    @Test
    void folderThatIsALinkIsRead() throws Exception {
        image("real/a.png");
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));

        assertThat(loader.loadUnlabelled(link, SILENT).dataset().id(0)).isEqualTo("a.png");
    }

    @Test
    void folderWithoutImagesIsRefused() throws Exception {
        assertThatThrownBy(() -> loader.loadUnlabelled(dir, SILENT)).hasMessage(dir + ": no files (expected: images)");
        Files.writeString(dir.resolve("a.txt"), "no image");
        assertThatThrownBy(() -> loader.loadUnlabelled(dir, SILENT))
                .hasMessageStartingWith(dir + ": no usable image; first: a.txt");
        Path none = dir.resolve("none");
        assertThatThrownBy(() -> loader.loadUnlabelled(none, SILENT)).hasMessage(none + ": no such folder");
    }
}
