package org.robustdx.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.robustdx.console.Alerts;
import org.robustdx.console.ConsoleRig;
import org.robustdx.console.cases.Subject;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;

/** The console in a real browser: {@code console/browser-test.sh}. */
@Tag("browser")
class BrowserTest {
    private static final int WIDE = 1280;
    private static final int HIGH = 860;
    private static final List<Severity> SEVERITIES =
            List.of(Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL);

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable ConsoleRig rig;

    private static ConsoleRig rig() {
        return Objects.requireNonNull(rig);
    }

    @BeforeAll
    static void start() throws IOException {
        Optional<String> missing = Browser.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        rig = new ConsoleRig(folder);
    }

    @AfterAll
    static void stop() {
        if (rig != null) {
            rig.close();
        }
    }

    private static Browser open() {
        return Browser.open(rig(), WIDE, HIGH);
    }

    private static String row(Subject subject) {
        return "[data-subject='" + subject + "']";
    }

    @Test
    void shouldRefuseFiveWrongPasswordsAndThenNotEvenLook() {
        try (Browser browser = open()) {
            browser.go("/");
            assertThat(browser.path()).isEqualTo("/login");
            for (int i = 0; i < 5; i++) {
                browser.logIn("rita", "wrong password");
                browser.untilText(".problem", "wrong");
            }
            browser.logIn("rita", ConsoleRig.PASSWORD);
            browser.untilText(".problem", "Too many");
        }
    }

    @Test
    void shouldShowAnAlertAsItArrivesAndTakeADecisionInTwoKeys() throws Exception {
        try (Browser browser = open().loggedIn("anna")) {
            browser.script("window.marker = 'not reloaded'");
            Subject subject = rig().alert("live/one.png", "ct-9", Severity.CRITICAL);
            browser.until(row(subject));
            assertThat(browser.script("return window.marker")).isEqualTo("not reloaded");
            browser.find(row(subject)).click();
            browser.until("#decision");
            browser.press("a");
            browser.press(Keys.ENTER);
            browser.until(".toast");
            browser.go("/?state=decided&source=ct-9");
            browser.untilText(row(subject), "not an attack by reviewer-7");
            browser.reload();
            browser.untilText(row(subject), "not an attack by reviewer-7");
            browser.press("u");
            browser.untilPath("/cases/" + subject);
            browser.go("/?source=ct-9");
            browser.until(row(subject));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void shouldShowTheDecisionOfASecondReviewerAndStoreNoneUnseen() throws Exception {
        Subject subject = rig().alert("two/reviewers.png", "ct-8", Severity.HIGH);
        try (Browser anna = open().loggedIn("anna");
                Browser ben = open().loggedIn("ben")) {
            anna.until(row(subject));
            anna.go("/cases/" + subject + "?source=ct-8");
            ben.go("/cases/" + subject + "?source=ct-8");
            anna.press("c");
            anna.press(Keys.ENTER);
            anna.until(".toast");
            ben.untilText("#decisions", "confirmed by reviewer-7");
            ben.press("a");
            ben.press(Keys.ENTER);
            ben.untilText(".problem", "Your decision is not stored");
            ben.press("a");
            ben.press(Keys.ENTER);
            ben.until(".toast");
            ben.go("/?source=ct-8");
            ben.untilText(row(subject), "reviewers disagree");
        }
    }

    @Test
    void shouldDrawThePicturesOfACase() throws Exception {
        Subject subject = rig().alert("drawn.png", "ct-7", Severity.HIGH);
        try (Browser browser = open().loggedIn("anna")) {
            browser.until(row(subject));
            browser.go("/cases/" + subject);
            browser.untilText("#full-note", "512 × 512 pixels");
            browser.await(() -> browser.find("[data-role='difference']").isDisplayed());
            String pixel = "const c = document.querySelector('%s'); return c.getContext('2d').getImageData(%s, %s, 1,"
                    + " 1).data[0];";
            assertThat(browser.script(pixel.formatted("[data-role=\"difference\"]", 1, 1)))
                    .as("128 + 10 times the difference of the pattern")
                    .isNotEqualTo(128L);
            Object before = browser.script(pixel.formatted("#full-canvas", 200, 200));
            browser.script(
                    "const w = document.getElementById('window'); w.value = 40; w.dispatchEvent(new Event('input'));");
            browser.await(() ->
                    !browser.script(pixel.formatted("#full-canvas", 200, 200)).equals(before));
            browser.find("#zoom-in").click();
            assertThat(browser.find("#zoom-value").getText()).endsWith("%");
        }
    }

    @Test
    void shouldRunNothingThatASenderOrAReviewerWrites() throws Exception {
        String hostile = "<img src=x onerror=window.hacked=1>'\"><script>window.hacked=1</script>";
        Subject subject = rig().alert(hostile, hostile, Severity.LOW);
        try (Browser browser = open().loggedIn("anna")) {
            browser.until(row(subject));
            browser.go("/cases/" + subject);
            browser.press("c");
            browser.press("n");
            browser.press(hostile);
            browser.find("#store").click();
            browser.until(".toast");
            browser.go("/cases/" + subject);
            browser.untilText(".reviews", "<script>");
            browser.go("/overview");
            browser.untilText("main", "<img src=x");
            assertThat(browser.script("return window.hacked")).isEqualTo("");
        }
    }

    @Test
    void shouldGiveNoScriptTheCookieAndNoOtherSiteADecision() throws Exception {
        Subject subject = rig().alert("forged.png", "ct-6", Severity.LOW);
        try (Browser browser = open().loggedIn("anna")) {
            browser.until(row(subject));
            assertThat(browser.script("return document.cookie")).isEqualTo("");
            browser.foreign("<form method=post action='" + rig().url() + "/cases/" + subject
                    + "/decision'><input name=decision value=CONFIRMED><input name=seen></form>"
                    + "<script>document.forms[0].submit()</script>");
            browser.until("main");
            browser.go("/?source=ct-6");
            browser.until(row(subject));
            assertThat(browser.find(row(subject)).getText()).doesNotContain("confirmed");
        }
    }

    @Test
    void shouldNotLetInWhoHasStolenTheCookie() throws Exception {
        Subject subject = rig().alert("guarded.png", "ct-4", Severity.LOW);
        try (Browser anna = open().loggedIn("anna");
                Relay elsewhere = Relay.to(rig().port());
                Browser thief = Browser.open(elsewhere.url(), WIDE, HIGH)) {
            anna.until(row(subject));
            thief.go("/login");
            thief.cookie(anna.cookie());
            thief.go("/cases/" + subject);
            assertThat(thief.path()).as("from another address").isEqualTo("/login");
            anna.find(".person summary").click();
            anna.find(".person button").click();
            anna.untilPath("/login");
            try (Browser later = open()) {
                later.go("/login");
                later.cookie(thief.cookie());
                later.go("/cases/" + subject);
                assertThat(later.path()).as("after the logout").isEqualTo("/login");
            }
        }
    }

    @Test
    void shouldFindNothingOutsideOfItsPages() {
        try (Browser browser = open().loggedIn("anna")) {
            for (String path : new String[] {"/assets/..%2f..%2flogback.xml", "/cases/..%2f..%2f/0/0", "/etc/passwd"}) {
                browser.go(path);
                assertThat(browser.find("body").getText()).as(path).doesNotContain("root:", "<configuration");
            }
        }
    }

    @Test
    void shouldAskNoHostButItsOwn() throws Exception {
        Subject subject = rig().alert("closed-network.png", "ct-5", Severity.LOW);
        try (Browser browser = open().loggedIn("anna")) {
            browser.until(row(subject));
            browser.go("/cases/" + subject);
            browser.untilText("#full-note", "pixels");
            browser.go("/overview");
            browser.until(".figure");
            assertThat(browser.origins()).isNotEmpty().containsOnly(rig().url());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void shouldScrollThroughTenThousandCases(@TempDir Path own) throws Exception {
        try (ConsoleRig many = new ConsoleRig(own)) {
            Instant now = Clock.systemUTC().instant();
            for (int i = 0; i < 10_000; i++) {
                many.queued(Alerts.tampering("image-" + i, "ct-1", Severity.LOW, now.minusSeconds(i), 0));
            }
            try (Browser browser = Browser.open(many, WIDE, HIGH).loggedIn("anna")) {
                browser.untilText("[data-count='open']", "10000");
                browser.await(() -> !browser.all(".row").isEmpty());
                browser.untilText(".figures", "10000 in this list");
                browser.script("window.scrollTo(0, document.body.scrollHeight)");
                browser.untilText(".rows", "image-9999");
                assertThat((Long) browser.script("return document.querySelectorAll('.row').length"))
                        .as("rows in the page")
                        .isLessThan(1_000);
                Object frames = browser.later("""
                    const done = arguments[0];
                    let last = performance.now(), frames = [], at = 0;
                    function step(now) {
                      frames.push(now - last);
                      last = now;
                      at += 1;
                      window.scrollTo(0, at * 400);
                      if (at < 120) requestAnimationFrame(step);
                      else {
                        frames.sort((a, b) => a - b);
                        const share = (part) => `${Math.round(part * 100)} % within ${Math.round(frames[Math.floor(frames.length * part)])} ms`;
                        done(`${share(0.5)}, ${share(0.9)}; over 50 ms: ${frames.filter((one) => one > 51).length} of ${frames.length}`);
                      }
                    }
                    requestAnimationFrame(step);
                    """);
                System.out.println("frames while scrolling through 10,000 cases: " + frames);
            }
        }
    }

    @Test
    void shouldSayThatTheBrokerIsAwayAndGoOnWhenItIsBack(@TempDir Path own) throws Exception {
        try (ConsoleRig other = new ConsoleRig(own);
                Browser browser = Browser.open(other, WIDE, HIGH).loggedIn("anna")) {
            Subject first = other.alert("before.png", "ct-1", Severity.LOW);
            browser.until(row(first));
            other.stopBroker();
            browser.untilText("#link", "Kafka does not answer");
            other.startBroker();
            browser.untilText("#link", "live");
            Subject second = other.alert("after.png", "ct-1", Severity.LOW);
            browser.until(row(second));
        }
    }

    /** Fills a console as on an ordinary day, checks its accessibility, and takes pictures of it. */
    @Test
    void shouldBeAccessibleAndFit(@TempDir Path own) throws Exception {
        try (ConsoleRig day = new ConsoleRig(own)) {
            Subject subject = fill(day);
            try (Browser browser = Browser.open(day, WIDE, HIGH).loggedIn("anna")) {
                show(browser, subject, "light", WIDE);
                show(browser, subject, "light", 390);
                show(browser, subject, "dark", WIDE); // The narrow page has no colours of its own.
                show(browser, subject, "darkroom", WIDE);
            }
        }
    }

    private static void show(Browser browser, Subject subject, String theme, int width) throws IOException {
        browser.script("localStorage.setItem('theme', arguments[0])", theme);
        browser.narrow(width, HIGH);
        browser.go("/");
        browser.until(".row");
        check(browser, "queue", theme, width);
        browser.go("/cases/" + subject);
        browser.untilText("#full-note", "pixels");
        check(browser, "case", theme, width);
        browser.go("/overview");
        browser.until(".data");
        check(browser, "overview", theme, width);
    }

    private static Subject fill(ConsoleRig day) throws Exception {
        Instant now = Clock.systemUTC().instant();
        for (int hour = 0; hour < 24; hour++) {
            for (int i = 0; i < 20; i++) {
                Verdict verdict = i < (hour < 3 ? 6 : hour % 3 == 0 ? 1 : 0)
                        ? Verdict.SUSPECT
                        : i == 19 && hour % 5 == 0 ? Verdict.OUT_OF_SCOPE : Verdict.TRUSTED;
                day.send(
                        Topics.DIAGNOSES,
                        AvroSerdes.diagnosisCodec(),
                        Alerts.diagnosis("ct-1", verdict, now.minus(Duration.ofHours(hour))));
            }
        }
        day.send(
                Topics.CAMPAIGN_ALERTS,
                AvroSerdes.campaignAlertCodec(),
                Alerts.campaign("mr-2", now.minusSeconds(300)));
        for (int i = 0; i < 5; i++) {
            day.alert("query/" + i + ".png", "mr-2", Severity.MEDIUM);
        }
        for (int i = 0; i < 12; i++) {
            day.alert("study-17/series-2/phantom-%06d.png".formatted(i), "ct-" + i % 3, SEVERITIES.get(i % 4));
        }
        day.send(
                Topics.OUT_OF_SCOPE_ALERTS,
                AvroSerdes.outOfScopeAlertCodec(),
                Alerts.outOfScope("photo-of-a-screen.jpg", "ct-1", now.minusSeconds(7200), 0));
        return day.alert("study-17/series-2/phantom-000099.png", "ct-1", Severity.CRITICAL);
    }

    private static void check(Browser browser, String page, String theme, int width) throws IOException {
        browser.picture("%s-%s-%d".formatted(page, theme, width));
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .as("%s is as wide as the window", page)
                .isEqualTo((long) width);
        String axe = System.getProperty("robustdx.axe");
        if (axe == null) {
            System.out.println("accessibility not checked: axe-core is not there (-Drobustdx.axe=FILE)");
            return;
        }
        browser.script(Files.readString(Path.of(axe)));
        Object violations = browser.later("""
            const done = arguments[0];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((result) => done(
              result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')).join('\\n')));
            """);
        assertThat(violations).as("%s, %s, %d", page, theme, width).isEqualTo("");
    }
}
