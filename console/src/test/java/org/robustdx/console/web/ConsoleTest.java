package org.robustdx.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.console.Alerts;
import org.robustdx.console.ConsoleRig;
import org.robustdx.console.cases.Subject;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;

/** The console over HTTPS, on a real broker in this process. */
class ConsoleTest {
    private static final String HOSTILE = "x\"><script>alert(1)</script>{}\u202E";

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable ConsoleRig rig;

    private static ConsoleRig rig() {
        return Objects.requireNonNull(rig);
    }

    @BeforeAll
    static void start() throws IOException {
        rig = new ConsoleRig(folder);
    }

    @AfterAll
    static void stop() {
        rig().close();
    }

    private static Subject shown(Visitor visitor, String imageId, String source) throws Exception {
        Subject subject = rig().alert(imageId, source, Severity.HIGH);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get("/cases/" + subject).statusCode() == 200);
        return subject;
    }

    private static Review last(Subject subject, String reviewer) {
        ConsumerRecord<byte[], byte[]> newest = null;
        for (ConsumerRecord<byte[], byte[]> message : rig().records(Topics.REVIEWS)) {
            if (new String(message.key(), StandardCharsets.UTF_8).equals(subject.reviewKey(reviewer))) {
                newest = message;
            }
        }
        return AvroSerdes.reviewCodec().decode(Objects.requireNonNull(newest).value());
    }

    @Test
    void shouldShowNothingWithoutASession() throws Exception {
        Visitor stranger = new Visitor(rig());
        for (String path : List.of("/", "/overview", "/cases/adversarial-alerts/0/0", "/nothing")) {
            HttpResponse<String> answer = stranger.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/login");
        }
        assertThat(stranger.get("/events").statusCode()).isEqualTo(401);
        assertThat(stranger.get("/rows").statusCode()).isEqualTo(401);
        assertThat(stranger.post("/cases/adversarial-alerts/0/0/decision", Map.of("decision", "CONFIRMED"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(stranger.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSendTheSecurityHeadersWithEveryAnswer() throws Exception {
        Visitor visitor = new Visitor(rig());
        for (String path : List.of("/login", "/", "/assets/queue.js", "/assets/none", "/health/live")) {
            HttpResponse<String> answer = visitor.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .contains(SecurityHeaders.POLICY);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
        String cookie = visitor.post("/login", Map.of("name", "anna", "password", ConsoleRig.PASSWORD))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(cookie).contains("__Host-", "Secure", "HttpOnly", "SameSite=Strict", "Path=/");
    }

    @Test
    void shouldRefuseAWrongPasswordAndSlowDownWhoGuesses() throws Exception {
        Visitor visitor = new Visitor(rig());
        for (int i = 0; i < 5; i++) {
            assertThat(visitor.post("/login", Map.of("name", "nobody", "password", "wrong"))
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> limited = visitor.post("/login", Map.of("name", "nobody", "password", "wrong"));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).isPresent();
        assertThat(rig().audit()).anyMatch(line -> line.contains("\"login refused\"") && line.contains("nobody"));
    }

    @Test
    void shouldShowAnAlertAndStoreADecision() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "image-1", "ct-1");
        String page = anna.get("/cases/" + subject).body();
        assertThat(page)
                .contains(
                        "image-1",
                        "0.0017",
                        "alarm at p ≤ 0.01",
                        "raises the alarm",
                        "benign, malignant",
                        "62.0 %",
                        "70.0 %");
        HttpResponse<String> answer = anna.decide(
                page,
                "/cases/" + subject,
                Map.of("decision", "OVERRIDDEN", "label", "malignant", "note", "at the rim"));
        assertThat(answer.statusCode()).isEqualTo(303);
        Review review = last(subject, "reviewer-7");
        assertThat(review.getDecision()).isEqualTo(ReviewDecision.OVERRIDDEN);
        assertThat(review.getLabel()).isEqualTo("malignant");
        assertThat(review.getNote()).isEqualTo("at the rim");
        assertThat(review.getModelLabel()).isEqualTo("benign");
        assertThat(review.getModelSha256()).isEqualTo("ab".repeat(32));
        assertThat(review.getContentSha256()).isEqualTo("cd".repeat(32));
        assertThat(anna.get("/").body()).doesNotContain("data-subject=\"" + subject + "\"");
        assertThat(anna.get("/?state=decided").body()).contains("overridden by reviewer-7");
        assertThat(rig().audit())
                .filteredOn(line -> line.contains("\"decided\"") && line.contains("\"" + subject + "\""))
                .singleElement()
                .asString()
                .contains("\"anna\"", "reviewer-7", "OVERRIDDEN");
    }

    @Test
    void shouldWithdrawTheLastDecision() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "image-2", "ct-1");
        String page = anna.get("/cases/" + subject).body();
        anna.decide(page, "/cases/" + subject, Map.of("decision", "CONFIRMED"));
        String after = anna.get("/").body();
        assertThat(after).contains(">image-2</a> is stored", "Undo");
        assertThat(anna.post("/cases/" + subject + "/undo", Map.of("csrf", Visitor.csrf(after)))
                        .statusCode())
                .isEqualTo(303);
        assertThat(anna.get("/").body()).contains("image-2").doesNotContain("Undo");
    }

    @Test
    void shouldWithdrawADecisionOnACampaignWithItsImages() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject image = shown(anna, "query-1", "mr-7");
        Instant from = Clock.systemUTC().instant().minusSeconds(300);
        long offset =
                rig().send(Topics.CAMPAIGN_ALERTS, AvroSerdes.campaignAlertCodec(), Alerts.campaign("mr-7", from));
        String path = "/cases/" + new Subject(Topics.CAMPAIGN_ALERTS, 0, offset);
        await().atMost(Duration.ofSeconds(30)).until(() -> anna.get(path).statusCode() == 200);
        anna.decide(anna.get(path).body(), path, Map.of("decision", "CONFIRMED", "members", "yes"));
        assertThat(last(image, "reviewer-7").getDecision()).isEqualTo(ReviewDecision.CONFIRMED);
        String after = anna.get("/?state=decided&source=mr-7").body();
        assertThat(after).contains("and its images (1)");
        anna.post(path + "/undo", Map.of("csrf", Visitor.csrf(after)));
        assertThat(anna.get("/cases/" + image).body()).doesNotContain("confirmed");
        assertThat(anna.get(path).body()).doesNotContain("confirmed");
    }

    @Test
    void shouldShowOtherImagesOfACampaignOfNearDuplicates() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject one = shown(anna, "twin-1", "mr-8");
        Subject other = shown(anna, "twin-2", "mr-8");
        assertThat(anna.get("/cases/" + one).body()).doesNotContain("Similar images");
        Instant from = Clock.systemUTC().instant().minusSeconds(300);
        rig().send(Topics.CAMPAIGN_ALERTS, AvroSerdes.campaignAlertCodec(), Alerts.campaign("mr-8", from));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(anna.get("/cases/" + one).body())
                        .contains("Similar images of the campaign", "/cases/" + other + "/input.png"));
    }

    @Test
    void shouldDrawThePValueOnTheCurveThatDiagnosesShow() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "curved", "ct-curve");
        for (int i = 1; i <= 8; i++) {
            List<DetectorReading> readings = List.of(new DetectorReading("reconstruction", i / 10f, Math.pow(0.4, i)));
            rig().send(
                            Topics.DIAGNOSES,
                            AvroSerdes.diagnosisCodec(),
                            Alerts.diagnosis(
                                    "ct-curve",
                                    Verdict.TRUSTED,
                                    Clock.systemUTC().instant(),
                                    readings));
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(anna.get("/cases/" + subject).body()).contains("calibration curve", "<polyline"));
    }

    @Test
    void shouldSendTheSamplesOfADeepImageAndNothingForOthers() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "eight-bits", "ct-1");
        HttpResponse<String> none = anna.get("/cases/" + subject + "/samples");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.headers().firstValue("X-Samples")).isEmpty();
        BufferedImage deep = new BufferedImage(20, 10, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(3, 2, 0, 4095);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(deep, "png", png);
        Subject other = rig().alert("sixteen-bits", "ct-1", Severity.HIGH, png.toByteArray());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> anna.get("/cases/" + other).statusCode() == 200);
        assertThat(anna.get("/cases/" + other + "/samples").headers().firstValue("X-Samples"))
                .hasValueSatisfying(header -> assertThat(header).contains("\"width\":20", "\"bits\":16"));
    }

    @Test
    void shouldLinkEachFigureOfTheOverviewToItsCases() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "figure", "ct-figure");
        anna.decide(
                anna.get("/cases/" + subject).body(),
                "/cases/" + subject,
                Map.of("decision", "OVERRIDDEN", "label", "malignant"));
        String overview = anna.get("/overview?source=ct-figure").body();
        assertThat(overview).contains("<b>1</b> of 1 decisions override the model");
        for (String link :
                List.of("/?state=all&source=ct-figure&decision=OVERRIDDEN", "/?state=decided&source=ct-figure")) {
            assertThat(anna.get(link).body()).as(link).contains(">figure<");
        }
        Matcher column = Pattern.compile("href=\"(/\\?state=all[^\"]*decision=OVERRIDDEN)\" aria-label=\"0 d ago")
                .matcher(overview);
        assertThat(column.find()).isTrue();
        assertThat(anna.get(column.group(1).replace("&amp;", "&")).body()).contains(">figure<");
    }

    @Test
    void shouldNotLetASecondReviewerOverwriteADecisionUnseen() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Visitor ben = new Visitor(rig()).loggedIn("ben");
        Subject subject = shown(anna, "image-3", "ct-1");
        String path = "/cases/" + subject;
        String annas = anna.get(path).body();
        String bens = ben.get(path).body();
        anna.decide(annas, path, Map.of("decision", "CONFIRMED"));
        HttpResponse<String> late = ben.decide(bens, path, Map.of("decision", "NOT_AN_ATTACK"));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("Your decision is not stored", "confirmed", "reviewer-7");
        assertThat(ben.decide(late.body(), path, Map.of("decision", "NOT_AN_ATTACK"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(last(subject, "reviewer-7").getDecision()).isEqualTo(ReviewDecision.CONFIRMED);
        assertThat(last(subject, "reviewer-8").getDecision()).isEqualTo(ReviewDecision.NOT_AN_ATTACK);
        assertThat(ben.get("/").body()).contains("reviewers disagree");
    }

    @Test
    void shouldRefuseADecisionOfAReader() throws Exception {
        Visitor rita = new Visitor(rig()).loggedIn("rita");
        Subject subject = shown(rita, "image-4", "ct-1");
        String page = rita.get("/cases/" + subject).body();
        assertThat(page).contains("you may look, not decide").doesNotContain("name=\"decision\"");
        assertThat(rita.post(
                                "/cases/" + subject + "/decision",
                                Map.of("csrf", Visitor.csrf(page), "decision", "CONFIRMED", "seen", ""))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldRefuseAFormOfAnotherSessionOrAnotherSite() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "image-5", "ct-1");
        String page = anna.get("/cases/" + subject).body();
        String foreign =
                Visitor.csrf(new Visitor(rig()).loggedIn("ben").get("/").body());
        String path = "/cases/" + subject + "/decision";
        for (Map<String, String> form : List.of(
                Map.of("decision", "CONFIRMED", "seen", ""),
                Map.of("decision", "CONFIRMED", "seen", "", "csrf", foreign))) {
            assertThat(anna.post(path, form).statusCode()).isEqualTo(403);
        }
        Map<String, String> right = Map.of("decision", "CONFIRMED", "seen", "", "csrf", Visitor.csrf(page));
        anna.with("Sec-Fetch-Site", "cross-site");
        assertThat(anna.post(path, right).statusCode()).isEqualTo(403);
        anna.with("Sec-Fetch-Site", "same-origin");
        assertThat(anna.post(path, right).statusCode()).isEqualTo(303);
    }

    @Test
    void shouldEndASessionForGoodWithTheLogout() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        String stolen = anna.cookie();
        anna.post("/logout", Map.of("csrf", Visitor.csrf(anna.get("/").body())));
        Visitor thief = new Visitor(rig()).with("Cookie", stolen);
        assertThat(thief.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void shouldShowHostileNamesAsText() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, HOSTILE, HOSTILE);
        for (String path : List.of("/", "/cases/" + subject, "/overview", "/rows?from=0")) {
            assertThat(anna.get(path).body())
                    .as(path)
                    .doesNotContain("<script>alert")
                    .doesNotContain("\u202E");
        }
        String page = anna.get("/cases/" + subject).body();
        assertThat(anna.decide(
                                page,
                                "/cases/" + subject,
                                Map.of("decision", "OVERRIDDEN", "label", "<b>x</b>", "note", "<img src=x onerror=y>"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(anna.get("/cases/" + subject).body())
                .contains("&lt;b&gt;x&lt;/b&gt;", "&lt;img src=x onerror=y&gt;")
                .doesNotContain("<img src=x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient 12345678",
                "born 04.05.1961",
                "ask anna@example.org",
            })
    void shouldRefuseANoteWithAnIdentifier(String note) throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "noted", "ct-1");
        String page = anna.get("/cases/" + subject).body();
        HttpResponse<String> answer =
                anna.decide(page, "/cases/" + subject, Map.of("decision", "CONFIRMED", "note", note));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("looks as if it held an identifier");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../ConsoleHandler.class",
                "/assets/%2e%2e/%2e%2e/logback.xml",
                "/assets/..%2f..%2flogback.xml",
                "/assets//etc/passwd",
                "/cases/adversarial-alerts/0/999999999",
                "/cases/medical-images/0/0",
                "/cases/adversarial-alerts/0/0/original.png/../../../../x",
                "/cases/%2e%2e/0/0",
                "/nothing"
            })
    void shouldFindNothingAtOtherPaths(String path) throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        assertThat(anna.get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void shouldServeThePicturesOfACase() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "pictured", "ct-1");
        assertThat(anna.bytes("/cases/" + subject + "/input.png"))
                .isEqualTo(Alerts.drawing(64, 9).toPng());
        assertThat(anna.bytes("/cases/" + subject + "/denoised.png"))
                .isEqualTo(Alerts.drawing(64, 0).toPng());
        assertThat(anna.bytes("/cases/" + subject + "/original.png"))
                .isEqualTo(Alerts.drawing(512, 9).toPng());
    }

    @Test
    void shouldTellOpenPagesOfANewAlert() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject before = shown(anna, "first", "ct-1");
        assertThat(before.offset()).isNotNegative();
        try (var lines = anna.lines("/events")) {
            var iterator = lines.filter(line -> line.startsWith("data: ")).iterator();
            String first = iterator.next();
            assertThat(first).contains("\"connected\":true");
            rig().alert("live", "ct-1", Severity.LOW);
            String told = CompletableFuture.supplyAsync(() -> {
                        String next = iterator.next();
                        while (next.equals(first)) { // The same state may come twice.
                            next = iterator.next();
                        }
                        return next;
                    })
                    .get(30, TimeUnit.SECONDS);
            assertThat(told).contains("\"connected\":true").isNotEqualTo(first);
        }
    }

    @Test
    void shouldHoldNoInlineScriptNoInlineStyleAndNoOtherAddress() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        Subject subject = shown(anna, "strict", "ct-1");
        for (String path : List.of("/login", "/", "/overview", "/cases/" + subject)) {
            assertThat(anna.get(path).body())
                    .as(path)
                    .doesNotContainPattern("<script(?![^>]* src=\"/assets/)")
                    .doesNotContainPattern("(?i)\\s(style|on[a-z]+)=")
                    .doesNotContainPattern("(?i)(src|href|action|data-src)=\"(?!/|#)")
                    .doesNotContain("http://", "https://", "=\"//");
        }
    }

    @Test
    void shouldPassOverRecordsThatAreNoMessages() throws Exception {
        Visitor anna = new Visitor(rig()).loggedIn("anna");
        rig().send(Topics.ADVERSARIAL_ALERTS, null, new byte[] {1, 2, 3});
        rig().send(Topics.REVIEWS, "no/key".getBytes(StandardCharsets.UTF_8), new byte[] {1});
        shown(anna, "after", "ct-1");
    }
}
