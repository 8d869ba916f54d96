package org.robustdx.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemFilesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thumbs.db",
                "a/THUMBS.DB",
                "desktop.ini",
                "Desktop.ini",
                ".DS_Store",
                "._x.jpg",
                "a/b/._image.dcm",
                "__MACOSX/a/x.jpg"
            })
    void shouldKnowWhatDesktopSystemsLeave(String path) {
        assertThat(SystemFiles.contain(Path.of(path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.jpg", "thumbs.jpg", "a/desktop.png", ".hidden.png", "_x.jpg", "DS_Store/x.png"})
    void shouldLeaveEveryOtherFileAlone(String path) {
        assertThat(SystemFiles.contain(Path.of(path))).isFalse();
    }
}
