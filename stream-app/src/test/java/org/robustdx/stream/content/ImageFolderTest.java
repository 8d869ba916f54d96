package org.robustdx.stream.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldLeaveOutTheManifestAndTheFilesOfDesktopSystems() throws Exception {
        Files.createDirectories(folder.resolve("ward/__MACOSX"));
        for (String file : List.of(
                "b.png",
                "manifest.csv",
                "Thumbs.db",
                "ward/a.dcm",
                "ward/manifest.csv",
                "ward/._a.dcm",
                "ward/.DS_Store",
                "ward/desktop.ini",
                "ward/__MACOSX/c.png")) {
            Files.writeString(folder.resolve(file), "x");
        }
        ImageFolder images = ImageFolder.read(folder);
        assertThat(images.files().stream().map(images::name))
                .containsExactly("b.png", "ward/a.dcm", "ward/manifest.csv");
    }
}
