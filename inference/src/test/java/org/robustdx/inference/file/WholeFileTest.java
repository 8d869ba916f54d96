package org.robustdx.inference.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @Test
    void shouldWriteANewFile(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("new.json");
        WholeFile.write(file, new byte[] {1, 2, 3});
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(names(dir)).containsExactly("new.json");
    }

    @Test
    void shouldReplaceAnOlderAndLongerFile(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("old"), new byte[1000]);
        WholeFile.write(file, out -> out.write(7));
        assertThat(file).hasBinaryContent(new byte[] {7});
        assertThat(names(dir)).containsExactly("old");
    }

    @Test
    void shouldKeepTheOldFileWhileAndAfterWritingFails(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("kept"), new byte[] {1});
        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    assertThat(file).hasBinaryContent(new byte[] {1});
                    throw new IOException("disk full");
                }))
                .withMessage("disk full");
        assertThat(file).hasBinaryContent(new byte[] {1});
        assertThat(names(dir)).containsExactly("kept");
    }

    @Test
    void shouldFailWithoutTheFolder(@TempDir Path dir) {
        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(dir.resolve("missing").resolve("file"), new byte[1]))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
