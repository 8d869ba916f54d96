package org.robustdx.trainer.evaluate.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.robustdx.trainer.evaluate.Findings;
import org.robustdx.trainer.evaluate.Report;

/** {@code report.html}: the report for people. */
public final class HtmlReport {
    private static final List<String[]> CONTENTS = List.of(
            new String[] {"flags", "Flags"},
            new String[] {"attacks", "Attacks"},
            new String[] {"noise", "Noise and denoising"},
            new String[] {"shifts", "Shifts"},
            new String[] {"readings", "Confusion and calibration"},
            new String[] {"sets", "Prediction sets"},
            new String[] {"subgroups", "Sites and subgroups"},
            new String[] {"detection", "Detection"},
            new String[] {"scope", "Images out of scope"},
            new String[] {"gallery", "Gallery"},
            new String[] {"checks", "Checks"},
            new String[] {"method", "How it was measured"});

    private HtmlReport() {}

    /**
     * Returns the page.
     *
     * @param report its numbers
     * @param findings its images
     */
    public static String render(Report report, Findings findings) {
        Html html = new Html();
        String title = "Evaluation of " + report.model().task() + " model "
                + report.model().file();
        html.raw("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n")
                .raw("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>")
                .text(title)
                .raw("</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n<main>\n");
        Overview.header(html, report, CONTENTS);
        Overview.tiles(html, report);
        Overview.flags(html, report);
        AttackSection.write(html, report);
        ConditionSections.noise(html, report);
        ConditionSections.shifts(html, report);
        ReadingSection.write(html, report);
        SetSection.write(html, report);
        SubgroupSection.write(html, report);
        DetectionSection.write(html, report);
        ScopeSection.write(html, report, findings);
        GallerySection.write(html, report, findings);
        MethodSection.checks(html, report);
        MethodSection.method(html, report);
        return html.raw("</main>\n</body>\n</html>\n").toMarkup().html();
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("report.css cannot be read", e);
        }
    }
}
