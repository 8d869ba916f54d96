package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTableTest {
    @TempDir
    Path dir = Path.of("");

    private Path table(String text) throws IOException {
        return Files.writeString(dir.resolve("table.csv"), text);
    }

    @Test
    void imageIsFoundByStemByFileNameAndByPath() throws Exception {
        Path file = table("sex,image\nmale,a\nfemale,b.png\nmale,x/c.png\n");
        ImageTable table = ImageTable.read(file, List.of("x/a.png", "x/b.png", "x/c.png", "x/d.png"));

        assertThat(table.value("x/a.png", "sex")).contains("male");
        assertThat(table.value("x/b.png", "sex")).contains("female");
        assertThat(table.value("x/c.png", "sex")).contains("male");
        assertThat(table.value("x/d.png", "sex")).isEmpty();
        assertThat(table.value("x/a.png", "age")).isEmpty();
        assertThat(table.columns()).containsExactly("sex", "image");
        assertThat(table.name()).isEqualTo("table.csv");
    }

    @Test
    void blankAndUnknownValuesAreNone() throws Exception {
        ImageTable table = ImageTable.read(table("image,sex\na,\nb,Unknown\n"), List.of("a.png", "b.png"));

        assertThat(table.value("a.png", "sex")).isEmpty();
        assertThat(table.value("b.png", "sex")).isEmpty();
    }

    @Test
    void tableThatNamesNoImageIsRefused() throws Exception {
        Path file = table("image,sex\nz,male\n");

        assertThatThrownBy(() -> ImageTable.read(file, List.of("a.png")))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": no column names an image of the data (expected: file names or paths)");
    }

    @Test
    void columnThatIsThereTwiceIsRefused() throws Exception {
        Path file = table("image,sex,sex\na,male,female\n");

        assertThatThrownBy(() -> ImageTable.read(file, List.of("a.png")))
                .hasMessage(file + ": a column twice (expected: each once)");
    }

    @Test
    void emptyFileIsRefused() throws Exception {
        Path file = table("");

        assertThatThrownBy(() -> ImageTable.read(file, List.of("a.png"))).hasMessage(file + ": no header line");
    }
}
