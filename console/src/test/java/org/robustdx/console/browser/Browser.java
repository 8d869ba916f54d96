package org.robustdx.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.robustdx.console.ConsoleRig;

/** A window of Debian's Chromium, without a screen. */
final class Browser implements AutoCloseable {
    private static final List<Path> DRIVERS =
            List.of(Path.of("/usr/bin/chromedriver"), Path.of("/usr/local/bin/chromedriver"));
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Pattern URL = Pattern.compile("\"url\":\"([a-z]+://[^\"/]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STARTS = 3;

    private final ChromeDriver driver;
    private final String url;

    private Browser(ChromeDriver driver, String url) {
        this.driver = driver;
        this.url = url;
    }

    /** Returns why there is no browser to test with; empty if there is one. */
    static Optional<String> missing() {
        return first(DRIVERS).isPresent() && first(BROWSERS).isPresent()
                ? Optional.empty()
                : Optional.of("no browser: Debian's packages chromium and chromium-driver are not installed");
    }

    private static Optional<Path> first(List<Path> files) {
        return files.stream().filter(Files::isExecutable).findFirst();
    }

    static Browser open(ConsoleRig rig, int width, int height) {
        return open(rig.url(), width, height);
    }

    /**
     * Returns a newly opened window of this size.
     *
     * @param url address of the console, without a slash at its end
     */
    static Browser open(String url, int width, int height) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(first(BROWSERS).orElseThrow().toFile());
        options.setAcceptInsecureCerts(true);
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--window-size=" + width + "," + height);
        ChromeDriver driver = started(options);
        driver.manage().window().setSize(new Dimension(width, height));
        Browser browser = new Browser(driver, url);
        browser.narrow(width, height);
        return browser;
    }

    /** Returns a newly started browser. On a busy machine, Chromium at times does not start within its minute: then it is tried again. */
    private static ChromeDriver started(ChromeOptions options) {
        for (int left = STARTS - 1; ; left--) {
            try {
                return new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(
                                        first(DRIVERS).orElseThrow().toFile())
                                .build(),
                        options);
            } catch (SessionNotCreatedException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** Sets the size of the page: a window of Chromium is at least 500 pixels wide. */
    void narrow(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void go(String path) {
        driver.get(url + path);
    }

    Browser loggedIn(String name) {
        return loggedIn(name, ConsoleRig.PASSWORD);
    }

    Browser loggedIn(String name, String password) {
        go("/login");
        logIn(name, password);
        until("#rows, #empty");
        return this;
    }

    void logIn(String name, String password) {
        find("#name").clear();
        find("#name").sendKeys(name);
        find("#password").sendKeys(password);
        find("button.primary").click();
    }

    /** Returns the cookie of the session, which scripts cannot read. */
    Cookie cookie() {
        return Objects.requireNonNull(driver.manage().getCookieNamed("__Host-robustdx"));
    }

    /** Puts a cookie of another window into this one. */
    void cookie(Cookie stolen) {
        driver.manage().deleteAllCookies();
        driver.manage()
                .addCookie(new Cookie.Builder(stolen.getName(), stolen.getValue())
                        .path("/")
                        .isSecure(true)
                        .isHttpOnly(true)
                        .sameSite("Strict")
                        .build());
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void until(String selector) {
        await(() -> !all(selector).isEmpty());
    }

    void untilText(String selector, String text) {
        await(() -> all(selector).stream().anyMatch(element -> element.getText().contains(text)));
    }

    void untilPath(String part) {
        await(() -> path().contains(part));
    }

    void await(BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreException(StaleElementReferenceException.class)
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s shows, after %s:%n%s%nand complains: %s"
                            .formatted(path(), PATIENCE, find("body").getText(), complaints()),
                    e);
        }
    }

    String path() {
        return Objects.requireNonNull(driver.getCurrentUrl()).substring(url.length());
    }

    Object script(String script, Object... arguments) {
        Object result = ((JavascriptExecutor) driver).executeScript(script, arguments);
        return result == null ? "" : result;
    }

    Object later(String script) {
        Object result = ((JavascriptExecutor) driver).executeAsyncScript(script);
        return result == null ? "" : result;
    }

    void reload() {
        driver.navigate().refresh();
    }

    void back() {
        driver.navigate().back();
    }

    /** Opens a page of another origin that this text is. */
    void foreign(String html) {
        driver.get("data:text/html;charset=utf-8," + html.replace(" ", "%20").replace("#", "%23"));
    }

    /** Returns every origin that the browser has asked since the last call, except for data in the page itself. */
    Stream<String> origins() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("Network.requestWillBeSent"))
                .flatMap(message -> URL.matcher(message).results().map(found -> found.group(1)))
                .distinct();
    }

    /** Returns what the page has complained of, such as scripts that the policy forbids. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Writes the whole page, also what is below the window, into the folder of screenshots, if one was asked for. */
    void picture(String name) throws IOException {
        String folder = System.getProperty("robustdx.screenshots");
        if (folder != null) {
            Files.write(Path.of(folder).resolve(name + ".png"), png(true));
        }
    }

    /** Writes what the window shows into a file, as a PNG of few colours. */
    void shot(Path file) throws IOException {
        SmallPng.write(png(false), file);
    }

    private byte[] png(boolean whole) {
        Object png = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", whole))
                .get("data");
        assertThat(png).isNotNull();
        return Base64.getDecoder().decode(String.valueOf(png));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
