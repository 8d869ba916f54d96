package org.robustdx.console.pages;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.CaseState;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.Review;

/** One case: pictures, findings, the source's last day, and the form of the decision. */
public final class CasePage {
    private static final int MAX_TILES = 24;
    private static final int MAX_SIMILAR = 8;

    private CasePage() {}

    /** Returns the page. */
    public static Html render(Frame frame, CaseView view, Instant now) {
        TriageCase one = view.standing().about();
        Html content = Html.of(
                """
                <div class="head" data-case="{}">
                  <h1>{} {}</h1>
                  <p class="figures">{} from <b>{}</b>, raised {}</p>
                  <span class="grow"></span>
                  <nav class="steps" aria-label="Cases">{}{}</nav>
                </div>
                <div class="case">
                  <section class="pictures" aria-label="Pictures">{}</section>
                  <section class="findings" aria-label="Findings">{}{}{}{}</section>
                  <section class="decide" aria-label="Decision">{}{}</section>
                </div>
                """,
                one.subject(),
                Words.severity(one.severity()),
                one.title(),
                one.kind().label(),
                one.source(),
                Words.time(one.raisedAt()),
                step(view.before(), view, "k", "Previous"),
                step(view.after(), view, "j", "Next"),
                one.campaign().isPresent() ? images(view) : Html.of("{}{}", pictures(view), similar(view)),
                finding(view),
                prediction(view),
                source(view),
                detectors(view),
                decisions(view.standing()),
                frame.account().mayDecide()
                        ? DecisionForm.render(frame, view)
                        : Html.of("<p class=\"fine\">Your role is <b>reader</b>: you may look, not decide.</p>"));
        return Layout.page(frame, "Case", "Queue", content, "live.js", "keys.js", "viewer.js", "case.js");
    }

    private static Html step(Optional<Subject> subject, CaseView view, String key, String name) {
        return subject.map(to -> Html.of(
                        "<a class=\"button\" data-key=\"{}\" href=\"/cases/{}{}\">{} <kbd>{}</kbd></a>",
                        key,
                        to,
                        Words.query(view.filter().parameters()),
                        name,
                        key))
                .orElse(Html.NONE);
    }

    private static Html pictures(CaseView view) {
        Subject subject = view.standing().about().subject();
        if (view.details().isEmpty()) {
            return Html.of(
                    "<p class=\"empty\">The alert's record is no longer in the topic, and with it its pictures.</p>");
        }
        CaseDetails details = view.details().get();
        return Html.of(
                "{}{}",
                comparison(subject).when(details.hasInput() && details.hasDenoised()),
                original(subject, details));
    }

    private static Html comparison(Subject subject) {
        return Html.of("""
            <div id="compare" class="compare">
              <figure><img src="/cases/{}/input.png" alt="The image as the model saw it" width="256" height="256" data-role="input"><figcaption>As the model saw it</figcaption></figure>
              <figure><img src="/cases/{}/denoised.png" alt="The denoised image" width="256" height="256" data-role="denoised"><figcaption>Denoised</figcaption></figure>
              <figure hidden><canvas data-role="difference" width="256" height="256" role="img" aria-label="Amplified difference between the two"></canvas><figcaption>Difference</figcaption></figure>
            </div>
            <div class="tools" id="compare-tools" hidden>
              <label>Amplify <input type="range" id="amplify" min="1" max="40" value="10"> <output id="amplify-value">10×</output></label>
              <button type="button" id="blink" data-key="b" aria-pressed="false">Blink <kbd>b</kbd></button>
            </div>
            """, subject, subject);
    }

    private static Html original(Subject subject, CaseDetails details) {
        if (!details.hasOriginal()) {
            return Html.of(
                    "<p class=\"fine\">The alert is of an earlier version and does not say where the image is.</p>");
        }
        return Html.of("""
            <div class="full" id="full" data-case="/cases/{}">
              <div class="stage" tabindex="0" role="group" aria-label="The image at full size; arrow keys move it"><canvas id="full-canvas" role="img" aria-label="The image at full size"></canvas><p id="full-note" class="fine" role="status">Loading the image at full size …</p></div>
              <div class="tools">
                <label>Window <input type="range" id="window" min="1" max="255" value="255"> <output id="window-value">255</output></label>
                <label>Level <input type="range" id="level" min="0" max="255" value="127.5" step="0.5"> <output id="level-value">128</output></label>
                <span class="group">
                  <button type="button" id="zoom-out" data-key="-" aria-label="Zoom out">−</button>
                  <output id="zoom-value">fit</output>
                  <button type="button" id="zoom-in" data-key="+" aria-label="Zoom in">+</button>
                </span>
                <button type="button" id="reset" data-key="0">Reset <kbd>0</kbd></button>
              </div>
            </div>
            """, subject);
    }

    private static Html images(CaseView view) {
        Subject subject = view.standing().about().subject();
        int number = view.images().size();
        return Html.of(
                """
                <h2>Images of the campaign in the queue</h2>
                <p class="fine">{} in the queue. <a href="/?campaign={}">List them</a></p>
                {}
                """,
                number == 1 ? "1 image" : number + " images",
                subject,
                tiles(view.images(), MAX_TILES, "?campaign=" + subject));
    }

    private static Html similar(CaseView view) {
        return Html.of("""
            <h2>Similar images of the campaign</h2>
            {}
            """, tiles(view.similar(), MAX_SIMILAR, ""))
                .when(!view.similar().isEmpty());
    }

    private static Html tiles(List<Standing> images, int most, String query) {
        Html tiles = images.stream()
                .limit(most)
                .map(image -> Html.of(
                        "<a class=\"tile\" href=\"/cases/{}{}\">{}<span class=\"name\">{}</span></a>",
                        image.about().subject(),
                        query,
                        thumbnail(image.about()),
                        image.about().imageId()))
                .collect(Html.joined());
        return Html.of("<div class=\"tiles\">{}</div>", tiles);
    }

    /** Returns the image as the model saw it. An alert on an image out of scope holds no picture. */
    private static Html thumbnail(TriageCase image) {
        return image.kind() == CaseKind.TAMPERING
                ? Html.of(
                        "<img loading=\"lazy\" src=\"/cases/{}/input.png\" alt=\"\" width=\"96\" height=\"96\">",
                        image.subject())
                : Html.of("<span class=\"blank\">{}</span>", image.kind().label());
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

    /** Returns the decisions on a case. */
    public static Html decisions(Standing standing) {
        Html rows = standing.reviews().stream().map(CasePage::review).collect(Html.joined());
        return Html.of(
                "<div id=\"decisions\" aria-live=\"polite\">{}</div>",
                Html.of(
                                "<h2>Decisions</h2>{}<ul class=\"reviews\">{}</ul>",
                                Html.of("<p class=\"problem\">The reviewers disagree: the case stays in the queue.</p>")
                                        .when(standing.state() == CaseState.DISPUTED),
                                rows)
                        .when(!standing.reviews().isEmpty()));
    }

    private static Html review(Review review) {
        return Html.of(
                "<li><b>{}</b>{} by {}, {}{}</li>",
                Words.decision(review.getDecision()),
                Html.of(" as {}", review.getLabel()).when(!review.getLabel().isEmpty()),
                review.getReviewer(),
                Words.time(review.getReviewedAt()),
                Html.of("<q>{}</q>", review.getNote()).when(!review.getNote().isEmpty()));
    }
}
