package org.robustdx.trainer.evaluate.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.evaluate.Reports;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final String HOSTILE = "<script>alert('x')</script>&\"b\"";
    private static final Pattern VOID = Pattern.compile("<(meta|img|br)([^>]*)>");
    private static final Pattern BARE = Pattern.compile(" ([a-z-]+)=([A-Za-z0-9_-]+)(?=[ />])");

    private final String page = HtmlReport.render(
            Reports.report(List.of("benign", "malignant"), "model.onnx", "phantoms"), Reports.findings());

    @Test
    void namesAreEscaped() {
        String hostile = HtmlReport.render(
                Reports.report(List.of(HOSTILE, "b"), HOSTILE + ".onnx", HOSTILE), Reports.findings());

        assertThat(hostile)
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;b&quot;");
        assertWellFormed(hostile);
    }

    @Test
    void needsNothingFromElsewhere() {
        assertThat(page)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("<script")
                .doesNotContain("<link")
                .doesNotContain("url(")
                .doesNotContain("@import")
                .contains("src=\"data:image/png;base64,");
    }

    @Test
    void isWellFormed() {
        assertWellFormed(page);
    }

    @Test
    void everyEntryOfTheContentsIsThere() {
        Matcher links = Pattern.compile("href=\"#([a-z]+)\"").matcher(page);
        int found = 0;
        while (links.find()) {
            assertThat(page).contains("<section id=\"" + links.group(1) + "\">");
            found++;
        }
        assertThat(found).isEqualTo(12);
    }

    @Test
    void numbersSayOfWhatTheyAre() {
        assertThat(page)
                .contains(
                        "test split",
                        "n = 2",
                        "seed 1",
                        "white-box",
                        "L-inf",
                        "4/255",
                        "there (all images, not a training site)")
                .contains("<b>50.0 %</b>")
                .contains("few-images", "2 &lt; 100 images")
                .contains("difference × 32");
    }

    @Test
    void theGalleryShowsWhatTheAttackTurned() {
        assertThat(page).contains("<span class=wrong>predicted benign 73 %</span>", "<b>flagged</b>", "not flagged");
    }

    @Test
    void imagesThatTheScopeDetectorsMissedAreShown() {
        assertThat(page).contains("1 of 2 not caught", "<div class=strip>", "malignant 90 %, flagged");
        assertThat(page).contains("Rotated and mirrored images are in scope for this model");
    }

    @Test
    void sitesAndGroupsSayOfHowManyAndWhetherTheyAreCompared() {
        assertThat(page)
                .contains(
                        "test split, seed 1",
                        "all images",
                        "too few to compare",
                        "do not overlap",
                        "1 images have no value")
                .contains("0.750 <small>[");
    }

    @Test
    void emptyReportsAreReportsToo() {
        var report = Reports.report(List.of("a", "b"), "m.onnx", "o");
        var clean = report.rows().subList(0, 1);
        var bare = new org.robustdx.trainer.evaluate.Report(
                report.format(),
                report.created(),
                report.producer(),
                report.gitRevision(),
                report.model(),
                report.images(),
                1,
                clean,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null,
                report.checks(),
                List.of());
        var findings = Reports.findings();
        String rendered = HtmlReport.render(
                bare,
                new org.robustdx.trainer.evaluate.Findings(
                        java.util.Map.of(), findings.attackedClean(), findings.checks(), List.of()));
        assertWellFormed(rendered);
        assertThat(rendered)
                .contains(
                        "No attack was made.",
                        "Shifts were not measured",
                        "None of the rules",
                        "This model has no scope detectors",
                        "This model has no prediction sets",
                        "no attribute was named");
    }

    /** As XML, once what HTML alone allows is written out. */
    private static void assertWellFormed(String html) {
        String xml = html.replaceFirst("<!doctype html>\n", "");
        xml = VOID.matcher(xml).replaceAll("<$1$2/>");
        String before;
        do {
            before = xml;
            xml = BARE.matcher(xml).replaceAll(" $1=\"$2\"");
        } while (!before.equals(xml));
        xml = xml.replace("<details open>", "<details>");
        String whole = xml;
        org.assertj.core.api.Assertions.assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(whole))))
                .doesNotThrowAnyException();
    }
}
