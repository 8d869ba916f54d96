package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLayoutTest {
    private final Path dir;

    DataLayoutTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void shouldKnowEachLayoutByLooking() throws Exception {
        TestImages.png(dir.resolve("images/1.png"), 1);
        assertThat(DataLayout.detect(dir)).isEqualTo(DataLayout.FOLDERS);
        Files.writeString(dir.resolve(RsnaSource.LABELS), "");
        assertThat(DataLayout.detect(dir)).isEqualTo(DataLayout.RSNA);
        Files.writeString(dir.resolve(Ham10000Source.TABLE), "");
        assertThat(DataLayout.detect(dir)).isEqualTo(DataLayout.HAM10000);
    }

    @Test
    void shouldRefuseWhatIsNoFolderOrHasNoLayout() throws Exception {
        assertThatThrownBy(() -> DataLayout.detect(dir.resolve("absent")))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("absent: no such folder");
        Files.writeString(dir.resolve("notes.txt"), "x");
        assertThatThrownBy(() -> DataLayout.detect(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no known layout");
    }
}
