package org.robustdx.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TlsOptionsTest {
    private static Optional<TlsFiles> files(String... arguments) {
        return CommandLine.populateCommand(new TlsOptions(), arguments).files();
    }

    @Test
    void shouldReturnThePairOfFilesThatIsGiven() {
        assertThat(files()).isEmpty();
        assertThat(files("--http-certificate=c", "--http-key=k"))
                .hasValue(new TlsFiles.Pem(Path.of("c"), Path.of("k")));
        assertThat(files("--http-keystore=s", "--http-keystore-password-file=p"))
                .hasValue(new TlsFiles.Store(Path.of("s"), Path.of("p")));
    }

    @ParameterizedTest
    @CsvSource({
        "http-certificate, http-key",
        "http-key, http-certificate",
        "http-keystore, http-keystore-password-file",
        "http-keystore-password-file, http-keystore"
    })
    void shouldNameTheMissingFileOfAPair(String given, String missing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files("--" + given + "=f"))
                .withMessage("%s: none (expected: a file, because of --%s)", missing, given);
    }

    @Test
    void shouldRefuseBothPairs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files(
                        "--http-certificate=c", "--http-key=k", "--http-keystore=s", "--http-keystore-password-file=p"))
                .withMessage("http-keystore: given with --http-certificate (expected: one of them)");
    }
}
