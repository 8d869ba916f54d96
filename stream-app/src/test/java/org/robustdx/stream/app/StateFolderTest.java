package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.UserException;

class StateFolderTest {
    /** Any id that is not this user's. */
    private static final int OTHER_USER = 12_345;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void assumeRights() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no rights of files here");
    }

    private Path make(String name, String rights) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void assertRefused(Path state, String why) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> StateFolder.claim(state))
                .withMessageStartingWith("state-dir: " + state)
                .withMessageContaining(why);
    }

    @Test
    void shouldBeInTheUsersHomeByDefault() {
        assertThat(StateFolder.ofUser(Map.of(), "/home/me", "app"))
                .isEqualTo(Path.of("/home/me/.local/state/robustdx/app"));
        assertThat(StateFolder.ofUser(Map.of("XDG_STATE_HOME", "/state"), "/home/me", "app"))
                .isEqualTo(Path.of("/state/robustdx/app"));
        assertThat(StateFolder.ofUser(Map.of("XDG_STATE_HOME", "relative"), "/home/me", "app"))
                .isEqualTo(Path.of("/home/me/.local/state/robustdx/app"));
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> StateFolder.ofUser(Map.of(), "?", "app"))
                .withMessageStartingWith("state-dir: none (expected: ");
    }

    @Test
    void shouldCreateItAndMissingParentsWithAccessForTheUserOnly() throws IOException {
        Path state = folder.resolve("state/robustdx/app");
        StateFolder.claim(state);
        assertThat(rights(state)).isEqualTo("rwx------");
        assertThat(rights(folder.resolve("state"))).isEqualTo("rwx------");
        assertThat(state).isEmptyDirectory();
        Files.createFile(state.resolve("kept"));
        StateFolder.claim(state);
        assertThat(state.resolve("kept")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-", "rwxr-xrwx"})
    void shouldRefuseAFolderThatOthersMayWriteTo(String rights) throws IOException {
        assertRefused(
                make("state", rights),
                "(expected: a folder that belongs to this user and that nobody else may write to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxr-x---", "rwxr-xr-x"})
    void shouldAcceptAFolderThatOthersMayOnlyRead(String rights) throws IOException {
        Path state = make("state", rights);
        assertThatCode(() -> StateFolder.claim(state)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseASymbolicLink() throws IOException {
        Path real = make("real", "rwx------");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertRefused(link, "(expected: a folder, not a link to one)");
        assertRefused(Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none")), "not a link");
        assertThatCode(() -> StateFolder.claim(link.resolve("state"))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAFolderThatOthersMayRename() throws IOException {
        Path shared = make("shared", "rwxrwxrwx");
        assertRefused(shared.resolve("state"), "others may at " + shared);
        Path link = Files.createSymbolicLink(folder.resolve("link"), shared);
        assertRefused(link.resolve("state"), "others may at " + shared.toRealPath());
    }

    @Test
    void shouldAcceptAFolderInAStickyFolder() throws IOException {
        Path temporary = make("temporary", "rwxrwxrwx");
        Files.setAttribute(temporary, "unix:mode", 01777);
        assertThatCode(() -> StateFolder.claim(temporary.resolve("state"))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAFolderOfAnotherUser() throws IOException {
        Path state = make("state", "rwxr-xr-x");
        try {
            Files.setAttribute(state, "unix:uid", OTHER_USER);
        } catch (IOException e) {
            assumeTrue(false, "only root gives folders away");
        }
        assertRefused(state, "(expected: a folder that belongs to this user");
        assertRefused(state.resolve("within"), "others may at " + state);
    }

    @Test
    void shouldReportAFolderThatCannotBeCreated() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(file.resolve("state"), "(expected: a folder that this user may write to)");
        assertRefused(file, "(expected: a folder that this user may write to)");
    }
}
