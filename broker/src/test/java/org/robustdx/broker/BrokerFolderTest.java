package org.robustdx.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;

class BrokerFolderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldCreateAMissingFolderAndClaimItAgainAfterItsRelease() throws IOException {
        Path data = folder.resolve("new/data");
        BrokerFolder.claim(data).close();
        Files.writeString(data.resolve("topics"), "kept");
        try (BrokerFolder again = BrokerFolder.claim(data)) {
            assertThat(again.path()).isEqualTo(data);
        }
        assertThat(data.resolve("topics")).hasContent("kept");
    }

    @Test
    void shouldRefuseAFolderThatAnotherBrokerUses() throws IOException {
        try (BrokerFolder first = BrokerFolder.claim(folder)) {
            assertRefused(first.path(), "a folder that no running broker uses");
        }
    }

    @Test
    void shouldNotChangeAFolderOfAnotherProgram() throws IOException {
        Path file = Files.writeString(folder.resolve("meta.properties"), "version=1");
        assertRefused(folder, "a new or empty folder, or one of an earlier ./robustdx broker");
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void shouldRefuseAFile() throws IOException {
        assertRefused(Files.writeString(folder.resolve("file"), ""), "a folder");
    }

    private static void assertRefused(Path path, String expected) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> BrokerFolder.claim(path))
                .withMessage("data: %s (expected: %s)".formatted(path, expected))
                .returns(2, UserException::exitCode);
    }
}
