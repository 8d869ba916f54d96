package org.robustdx.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.UserException;

class TokenTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder = Path.of("");

    private Token token() throws IOException {
        return Token.read("x-token-file", Files.writeString(folder.resolve("token"), " " + TOKEN + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN, "BEARER   " + TOKEN + " "})
    void shouldAcceptTheTokenWithItsScheme(String header) throws IOException {
        assertThat(token().isIn(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                TOKEN,
                "Bearer",
                "Bearer ",
                "Basic " + TOKEN,
                "Bearer " + TOKEN + "0",
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdeF"
            })
    void shouldRefuseAnythingElse(String header) throws IOException {
        assertThat(token().isIn(header)).isFalse();
    }

    @Test
    void shouldRefuseARequestWithoutTheHeader() throws IOException {
        assertThat(token().isIn(null)).isFalse();
    }

    @Test
    void shouldReadTokensOf16To1024Characters() throws IOException {
        for (int length : new int[] {16, 1024}) {
            Path file = Files.writeString(folder.resolve("token"), "t".repeat(length));
            assertThat(Token.read("x-token-file", file).isIn("Bearer " + "t".repeat(length)))
                    .isTrue();
        }
    }

    private static Stream<String> notTokens() {
        return Stream.of(
                "",
                "short",
                "0123456789 abcdef",
                "0123456789abcdef\n0123456789abcdef",
                "0123456789abcdefä",
                "t".repeat(1025),
                TOKEN + " ".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("notTokens")
    void shouldNameTheOptionOfAFileWithoutAToken(String content) throws IOException {
        assertRefused(Files.writeString(folder.resolve("none"), content));
    }

    @Test
    void shouldNameTheOptionOfAMissingFile() {
        assertRefused(folder.resolve("missing"));
    }

    private static void assertRefused(Path file) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Token.read("x-token-file", file))
                .withMessage("x-token-file: " + file
                        + " (expected: a file that can be read, with 16 to 1024 visible ASCII characters in one line)")
                .matches(e -> e.exitCode() == 2);
    }
}
