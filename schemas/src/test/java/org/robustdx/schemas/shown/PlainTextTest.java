package org.robustdx.schemas.shown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x034F, 0x061C, 0x115F, 0x180E,
                0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x3164, 0xD800, 0xDFFF,
                0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0xFFFF
            })
    void shouldShowTheNumberOfWhatATerminalObeysOrNobodySees(int unit) {
        assertThat(PlainText.of("a" + (char) unit + "b")).isEqualTo("a\\u%04xb".formatted(unit));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1D173, 0xE0001, 0xE0041, 0xE0100, 0xF0000, 0x10FFFF})
    void shouldShowBothHalvesBeyondTheFirstPlane(int point) {
        char[] units = Character.toChars(point);
        assertThat(PlainText.of(Character.toString(point)))
                .isEqualTo("\\u%04x\\u%04x".formatted((int) units[0], (int) units[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ct-1",
                "Größe 5 µm",
                "肺炎",
                "пневмония",
                "التهاب",
                "C:\\images\\u1",
                "\uD83E\uDEC1",
                "a~b {}\"'"
            })
    void shouldLeaveWhatPeopleWrite(String text) {
        assertThat(PlainText.of(text)).isEqualTo(text);
    }

    @Test
    void shouldCutALongSentenceBetweenCharacters() {
        assertThat(PlainText.sentence(" a\n\tb\u001Bc ", 9)).isEqualTo("a b c");
        assertThat(PlainText.sentence("abcdef", 6)).isEqualTo("abcdef");
        assertThat(PlainText.sentence("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(PlainText.sentence("abcd\uD83E\uDEC1fg", 6)).isEqualTo("abcd…");
        assertThat(PlainText.sentence("abc\uD83E\uDEC1fgh", 6)).isEqualTo("abc\uD83E\uDEC1…");
        assertThat(PlainText.sentence("ab", 1)).isEqualTo("…");
    }

    @Test
    void shouldLeaveNoControlCharacterOfAllThatThereAre() {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).forEach(point -> {
            String plain = PlainText.of(point <= 0xFFFF ? Character.toString((char) point) : Character.toString(point));
            assertThat(plain.codePoints()
                            .noneMatch(shown -> Character.isISOControl(shown)
                                    || Character.isIdentifierIgnorable(shown)
                                    || Character.getType(shown) == Character.SURROGATE))
                    .as("U+%04X", point)
                    .isTrue();
        });
    }

    @Test
    void shouldKeepTheLinesOfALongerText() {
        String text = "one\tx" + System.lineSeparator() + "two\u001B[2J";
        assertThat(PlainText.lines(text)).isEqualTo("one\tx" + System.lineSeparator() + "two\\u001b[2J");
    }
}
