package org.robustdx.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.Keys;

/**
 * Works through alerts of {@code ./robustdx demo --console} with keys alone, as a new user does, and takes the pictures of the guide: {@code
 * console/screenshots.sh}.
 */
@Tag("browser")
@EnabledIfSystemProperty(named = "robustdx.console.url", matches = "https://.+")
class ScreenshotsTest {
    private static final int ALERTS = 10;
    private static final int LARGEST = 200_000;

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }

    /** Decides as people do: mostly with two keys, at times with a note or another label. */
    private static void decide(Browser browser, int number) {
        switch (number % 4) {
            case 1 -> browser.press("a");
            case 2 -> {
                browser.press("c");
                browser.press("n");
                browser.press("grid pattern over the whole image");
                browser.press(Keys.ESCAPE);
            }
            case 3 -> {
                browser.press("o");
                if (String.valueOf(browser.find("#label").getDomProperty("value"))
                        .isEmpty()) {
                    browser.press("unclear");
                }
            }
            default -> browser.press("c");
        }
        browser.press(Keys.ENTER);
    }

    @Test
    void shouldWorkThroughTenAlertsWithKeysAlone() throws Exception {
        Optional<String> missing = Browser.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        Path pictures = Files.createDirectories(Path.of(property("robustdx.console.pictures")));
        try (Browser browser = Browser.open(property("robustdx.console.url"), 1280, 860)
                .loggedIn("reviewer", property("robustdx.console.password"))) {
            browser.script("localStorage.setItem('theme', 'light')");
            browser.reload();
            browser.await(() -> browser.all(".row").size() >= ALERTS);
            browser.shot(pictures.resolve("console-queue.png"));
            browser.press("j");
            browser.press(Keys.ENTER);
            browser.until("#decision");
            for (int i = 0; i < ALERTS; i++) {
                browser.await(() -> !browser.all(".full.missing").isEmpty()
                        || browser.find("#full-note").getText().contains("pixels"));
                browser.picture("alert-%02d".formatted(i));
                if (i == 0) {
                    browser.shot(pictures.resolve("console-case.png"));
                }
                String path = browser.path();
                decide(browser, i);
                browser.await(() -> !browser.path().equals(path));
                browser.until(".toast");
                if (i == 4) {
                    browser.press("u");
                    browser.untilPath(path.replaceAll("\\?.*", ""));
                    browser.await(() -> browser.all(".reviews").isEmpty());
                    decide(browser, 1);
                    browser.until(".toast");
                }
            }
            browser.go("/overview");
            browser.until(".data");
            browser.shot(pictures.resolve("console-overview.png"));
            assertThat(browser.find("[href='/?state=decided'] b").getText()).isEqualTo(Integer.toString(ALERTS));
            assertThat(browser.complaints()).isEmpty();
        }
        for (String name : new String[] {"queue", "case", "overview"}) {
            assertThat(pictures.resolve("console-" + name + ".png")).isNotEmptyFile();
            assertThat(Files.size(pictures.resolve("console-" + name + ".png"))).isLessThan(LARGEST);
        }
    }
}
