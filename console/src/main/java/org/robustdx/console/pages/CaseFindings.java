package org.robustdx.console.pages;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorFinding;

/** What the model found in a case: the verdict, the prediction, the source's last day, and each detector. */
final class CaseFindings {
    private CaseFindings() {}

    /** Returns all findings, the most important first. */
    static Html render(CaseView view) {
        return Html.of("{}{}{}{}", finding(view), prediction(view), source(view), detectors(view));
    }

    private static Html finding(CaseView view) {
        TriageCase one = view.standing().about();
        Html campaigns = view.campaigns().stream()
                .map(campaign -> Html.of(
                        "<li><a href=\"/cases/{}\">{}</a></li>",
                        campaign.about().subject(),
                        campaign.about().summary()))
                .collect(Html.joined());
        return Html.of(
                """
                <h2>Finding</h2>
                <p>{}</p>
                <dl>{}{}{}{}{}</dl>
                {}
                """,
                view.details().map(CaseDetails::message).orElse(one.summary()),
                term("Scope", view.details().map(CaseDetails::scope).orElse("")),
                term("Model", one.model()),
                digest("Model SHA-256", one.modelSha256()),
                digest("Image SHA-256", one.contentSha256()),
                one.campaign()
                        .map(campaign -> term("Window", campaign.start() + " to " + campaign.end()))
                        .orElse(Html.NONE),
                Html.of("<p>Part of a campaign:</p><ul>{}</ul>", campaigns)
                        .when(!view.campaigns().isEmpty()));
    }

    private static Html term(String name, String value) {
        return Html.of("<dt>{}</dt><dd>{}</dd>", name, value).when(!value.isEmpty());
    }

    private static Html digest(String name, String sha256) {
        return Html.of("<dt>{}</dt><dd><code title=\"{}\">{}</code></dd>", name, sha256, Words.shortDigest(sha256))
                .when(!sha256.isEmpty());
    }

    private static Html prediction(CaseView view) {
        TriageCase one = view.standing().about();
        if (one.kind() != CaseKind.TAMPERING) {
            return Html.NONE;
        }
        List<String> set = view.details().map(CaseDetails::predictionSet).orElse(List.of());
        return Html.of(
                """
                <h2>Prediction</h2>
                <p class="change"><b>{}</b> <span aria-hidden="true">→</span> <b{}>{}</b> after denoising</p>
                {}
                {}
                """,
                one.label(),
                new Html(" class=\"changed\"").when(!one.label().equals(one.labelAfter())),
                one.labelAfter(),
                view.details().map(details -> probabilities(one, details)).orElse(Html.NONE),
                Html.of(
                                "<p>With {} probability, the true class is one of: <b>{}</b></p>",
                                Words.percent(view.details()
                                        .map(CaseDetails::coverage)
                                        .orElse(0.0)),
                                String.join(", ", set))
                        .when(!set.isEmpty()));
    }

    private static Html probabilities(TriageCase one, CaseDetails details) {
        Map<String, Float> after = details.classesAfter().stream()
                .collect(Collectors.toMap(
                        ClassProbability::getName, ClassProbability::getProbability, (first, second) -> first));
        Html rows = details.classes().stream()
                .map(each -> Html.of(
                        "<tr><th scope=\"row\">{}</th>{}{}</tr>",
                        each.getName(),
                        probability(each.getProbability(), each.getName().equals(one.label())),
                        Optional.ofNullable(after.get(each.getName()))
                                .map(share -> probability(share, each.getName().equals(one.labelAfter())))
                                .orElse(Html.NONE)))
                .collect(Html.joined());
        return Html.of(
                        "<table class=\"classes\"><thead><tr><th scope=\"col\">Class</th><th scope=\"col\""
                                + " colspan=\"2\">as it came</th>{}</tr></thead>{}</table>",
                        new Html("<th scope=\"col\" colspan=\"2\">denoised</th>").when(!after.isEmpty()),
                        rows)
                .when(!details.classes().isEmpty());
    }

    private static Html probability(float share, boolean chosen) {
        return Html.of(
                "<td class=\"share\">{}</td><td class=\"number\">{}</td>",
                Charts.bar(share, chosen ? "chosen" : ""),
                Words.percent(share));
    }

    private static Html detectors(CaseView view) {
        List<DetectorFinding> findings =
                view.details().map(CaseDetails::detectors).orElse(List.of());
        if (findings.isEmpty()) {
            return Html.NONE;
        }
        boolean curves = view.curves().values().stream().anyMatch(points -> points.size() >= Charts.FEWEST_POINTS);
        Html rows = findings.stream()
                .sorted(Comparator.comparing((DetectorFinding finding) -> informs(finding.getRole()))
                        .thenComparing(DetectorFinding::getPValue))
                .map(finding -> Html.of(
                        "<tr class=\"{}\"><th scope=\"row\">{}<small>{}</small></th><td>{}</td><td"
                                + " class=\"number\">{}<small>fires at {}</small></td></tr>",
                        finding.getPValue() <= finding.getThreshold() ? "fired" : "quiet",
                        finding.getDetector(),
                        role(finding.getRole()),
                        Charts.calibration(finding, view.curves().getOrDefault(finding.getDetector(), List.of())),
                        Words.pValue(finding.getPValue()),
                        Words.pValue(finding.getThreshold())))
                .collect(Html.joined());
        return Html.of(
                """
                <h2>Detectors</h2>
                <table class="detectors"><thead><tr><th scope="col">Detector</th><th scope="col">{}</th><th scope="col">p-value</th></tr></thead>{}</table>
                {}
                """,
                curves ? "calibration curve" : "0.0001 to 1",
                rows,
                Html.of("<p class=\"fine small\">Dot: this image. Curve: the p-value (from 1 at the bottom to"
                                + " 0.0001) that the model gives to each score, from its diagnoses. Shaded: the"
                                + " detector fires.</p>")
                        .when(curves));
    }

    /** Returns whether a detector decides nothing by itself. */
    private static boolean informs(String role) {
        return !role.equals("TAMPERING") && !role.equals("SCOPE");
    }

    private static String role(String role) {
        return switch (role) {
            case "TAMPERING" -> "raises the alarm";
            case "SCOPE" -> "decides the scope";
            default -> "informs";
        };
    }

    private static Html source(CaseView view) {
        return Html.of(
                "<h2>Last 24 hours of {}</h2>{}",
                view.standing().about().source(),
                Charts.shares(
                        view.lastDay().stream()
                                .map(hour -> new Charts.Share(hour.flagged(), hour.images(), ""))
                                .toList(),
                        "images flagged",
                        "h ago",
                        "flagged"));
    }
}
