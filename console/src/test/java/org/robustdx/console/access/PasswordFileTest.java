package org.robustdx.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.UserException;

class PasswordFileTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Account ANNA = new Account("anna", Role.REVIEWER, "reviewer-7");

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void addAnna() {
        file = folder.resolve("users");
        PasswordFile.add(file, ANNA, PASSWORD);
    }

    @Test
    void shouldReadWhatItWroteForItsOwnerAlone() throws IOException {
        Accounts.Entry entry = PasswordFile.open(file).find("anna").orElseThrow();
        assertThat(entry.account()).isEqualTo(ANNA);
        assertThat(Passwords.matches(PASSWORD, entry.hash())).isTrue();
        assertThat(Files.readString(file)).doesNotContain(PASSWORD);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseANameAndAPseudonymTwiceAndAShortPassword() {
        assertThatThrownBy(() -> PasswordFile.add(file, new Account("anna", Role.READER, "x"), PASSWORD))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("name: anna");
        assertThatThrownBy(() -> PasswordFile.add(file, new Account("ben", Role.READER, "reviewer-7"), PASSWORD))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("pseudonym: reviewer-7");
        assertThatThrownBy(() -> PasswordFile.add(file, new Account("ben", Role.READER, "x"), "short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12");
    }

    @Test
    void shouldNoticeAChangeAndSurviveABadOne() throws IOException {
        PasswordFile accounts = PasswordFile.open(file);
        String content = Files.readString(file);
        change(content.replace("anna:reviewer", "anna:reader"), 1);
        assertThat(accounts.find("anna").orElseThrow().account().role()).isEqualTo(Role.READER);
        change("nonsense", 2);
        assertThat(accounts.find("anna")).isPresent();
        change("# empty\n", 3);
        assertThat(accounts.find("anna")).isEmpty();
    }

    private void change(String content, long seconds) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + seconds * 1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"anna", "anna:reviewer:p:password123456", "anna:admin:p:HASH", "anna:reviewer:Anna Smith:HASH"})
    void shouldRefuseALineOfAnotherFormWithoutRepeatingIt(String line) throws IOException {
        String hash = Files.readString(file).strip().split(":", -1)[3];
        Files.writeString(file, line.replace("HASH", hash) + "\n");
        assertThatThrownBy(() -> PasswordFile.open(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("password123456")
                .hasMessageNotContaining("Smith");
    }
}
