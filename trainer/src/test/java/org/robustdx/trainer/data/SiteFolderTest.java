package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteFolderTest {
    @ParameterizedTest
    @CsvSource({
        "images, '', images",
        "kermany=images/chest, kermany, images/chest",
        "chest-b=a=b, chest-b, a=b",
        "./a=b, '', ./a=b",
        "/data/a=b/c, '', /data/a=b/c",
    })
    void aNameIsWhatStandsBeforeTheFirstEqualsSignUnlessThatIsAPath(String text, String name, String dir) {
        assertThat(SiteFolder.parse(text)).isEqualTo(new SiteFolder(name, Path.of(dir)));
        assertThat(SiteFolder.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "=images, 'data: =images (expected: NAME=DIR, or a folder)'",
        "a b=images, 'data: a b=images (expected: NAME=DIR with a name of 1 to 40 letters'",
        "..=images, 'data: ..=images (expected: NAME=DIR with a name'",
        "kermany=, 'data: kermany= (expected: NAME=DIR with a folder)'",
    })
    void whatIsNoNameOrNoFolderIsRefused(String text, String message) {
        assertThatThrownBy(() -> SiteFolder.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void sitesAreSortedByNameSoThatTheOrderOnTheCommandLineDoesNotMatter() {
        assertThat(SiteFolder.parseAll(List.of("b=x", "a=y")))
                .isEqualTo(SiteFolder.parseAll(List.of("a=y", "b=x")))
                .extracting(SiteFolder::name)
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "a=x, a=y, 'data: a=y (expected: each site once)'",
        "a=x, A=y, 'data: A=y (expected: each site once)'",
        "a=x, b=./x, 'data: b=./x (expected: each folder once)'",
        "x, b=y, 'data: x (expected: NAME=DIR, as there are several sites)'",
    })
    void sitesThatCannotBeToldApartAreRefused(String first, String second, String message) {
        assertThatThrownBy(() -> SiteFolder.parseAll(List.of(first, second)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
