package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "7d, 2026-01-24T12:00:00Z",
        "12h, 2026-01-31T00:00:00Z",
        "30m, 2026-01-31T11:30:00Z",
        "2025-12-31T23:59:59Z, 2025-12-31T23:59:59Z"
    })
    void shouldReadAgesAndTimes(String text, Instant expected) {
        assertThat(Since.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "-7d", "7w", "999999d", "2026-01-31", "yesterday"})
    void shouldRejectWhatIsNeither(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Since.parse(text, NOW))
                .withMessageStartingWith("since: " + text + " (expected: an age such as 7d");
    }
}
