package org.robustdx.console.pages;

import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.Incidents;
import org.robustdx.console.cases.Overview;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ReviewDecision;

/** The overview of some days as one page that needs nothing else, for files and print. */
public final class ReportPage {
    private static final Html STYLE = new Html("""
        <style>
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #17222a; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d6dde1; overflow-wrap: anywhere; }
        .number { text-align: right; } small { color: #51616b; display: block; }
        svg { width: 100%; height: 74px; } rect { fill: #b44700; } .axis { stroke: #d6dde1; }
        figure { margin: 0; } figcaption { display: flex; justify-content: space-between; color: #51616b; font-size: .85rem; }
        </style>
        """);

    private ReportPage() {}

    /** Returns the page. */
    public static Html render(
            Overview figures, List<Incidents.Incident> incidents, List<TriageCase> drift, Instant from, Instant to) {
        return Html.of(
                """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>RobustDx report</title>{}</head><body>
                <h1>RobustDx: alerts and decisions</h1>
                <p>{} to {}. {} cases decided, {} open, {} of them disputed.</p>
                <p>Open cases by age: {}.</p>
                <p>Reviewers uphold {} of {} alerts and keep {} of {} labels (each reviewer's decision counts).</p>
                <h2>Flagged images</h2>{}
                <h2>Images out of scope</h2>{}
                <h2>Models</h2>{}
                <h2>Sources</h2>{}
                <h2>Drift</h2>{}
                <h2>Incidents</h2>{}
                <p><small>Research software. Not a medical device; not for clinical decisions.</small></p>
                </body></html>
                """,
                STYLE,
                Words.time(from),
                Words.time(to),
                figures.counts().decided(),
                figures.counts().open(),
                figures.disputed(),
                figures.ages().stream()
                        .map(band -> "%s: %d".formatted(band.name(), band.cases()))
                        .collect(Collectors.joining("; ")),
                figures.agreement().alertsUpheld(),
                figures.agreement().alerts(),
                figures.agreement().labelsKept(),
                figures.agreement().labels(),
                chart(figures.days(), Activity.Counts::flagged, "images flagged", "flagged"),
                chart(figures.days(), Activity.Counts::outOfScope, "images out of scope", "scope"),
                groups(figures.models()),
                groups(figures.sources()),
                drift(drift),
                incidents(incidents));
    }

    private static Html drift(List<TriageCase> alerts) {
        Html rows = alerts.stream()
                .flatMap(one -> one.campaign().stream()
                        .map(campaign -> Html.of(
                                "<tr><td>{}</td><td>{} to {}</td><td>{}</td><td class=\"number\">{}</td><td"
                                        + " class=\"number\">{}</td></tr>",
                                one.source(),
                                Words.time(campaign.start()),
                                Words.time(campaign.end()),
                                String.join(", ", campaign.detectors()),
                                Words.pValue(campaign.statistic()),
                                Words.pValue(campaign.pValue()))))
                .collect(Html.joined());
        return alerts.isEmpty()
                ? Html.of("<p>None.</p>")
                : Html.of(
                        "<table><tr><th scope=\"col\">source</th><th scope=\"col\">window</th><th"
                                + " scope=\"col\">detectors</th><th scope=\"col\">largest distance</th><th"
                                + " scope=\"col\">p-value</th></tr>{}</table>",
                        rows);
    }

    private static Html chart(
            List<Activity.Counts> days, ToLongFunction<Activity.Counts> part, String what, String kind) {
        return Charts.shares(
                days.stream()
                        .map(day -> new Charts.Share(part.applyAsLong(day), day.images(), ""))
                        .toList(),
                what,
                "d ago",
                kind);
    }

    private static Html groups(List<Overview.Group> groups) {
        Html rows = groups.stream()
                .map(group -> Html.of(
                        "<tr><th scope=\"row\">{}{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                                + " class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                                + " class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                                + " class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
                        group.name(),
                        group.digests().stream()
                                .map(digest -> Html.of("<small>sha256 {}</small>", digest))
                                .collect(Html.joined()),
                        group.diagnoses().images(),
                        group.diagnoses().flagged(),
                        group.diagnoses().outOfScope(),
                        group.cases(),
                        group.decided(ReviewDecision.CONFIRMED),
                        group.decided(ReviewDecision.NOT_AN_ATTACK),
                        group.decided(ReviewDecision.OVERRIDDEN),
                        group.decided(ReviewDecision.RECALL),
                        Words.share(
                                group.agreement().alertsUpheld(),
                                group.agreement().alerts()),
                        Words.share(
                                group.agreement().labelsKept(),
                                group.agreement().labels())))
                .collect(Html.joined());
        return Html.of(
                "<table><tr><th scope=\"col\">name</th><th scope=\"col\">images</th><th scope=\"col\">flagged</th><th"
                        + " scope=\"col\">out of scope</th><th scope=\"col\">cases</th><th scope=\"col\">confirmed</th><th"
                        + " scope=\"col\">not an attack</th><th scope=\"col\">overridden</th><th"
                        + " scope=\"col\">recalled</th><th scope=\"col\">alerts upheld</th><th scope=\"col\">labels"
                        + " kept</th></tr>{}</table>",
                rows);
    }

    private static Html incidents(List<Incidents.Incident> incidents) {
        if (incidents.isEmpty()) {
            return Html.of("<p>None.</p>");
        }
        Html rows = incidents.stream()
                .map(one -> Html.of(
                        "<tr><td>{}</td><td>{}<small>{}</small></td><td>{}<small>sha256"
                                + " {}</small></td><td>{}{}</td><td>{}</td></tr>",
                        Words.time(one.reviewedAt()),
                        one.imageId().isEmpty() ? "campaign" : one.imageId(),
                        one.source(),
                        one.model(),
                        one.modelSha256(),
                        Words.decision(one.decision()),
                        Html.of(": {} to {}", one.modelLabel(), one.label())
                                .when(!one.label().isEmpty()),
                        one.reviewer()))
                .collect(Html.joined());
        return Html.of(
                "<table><tr><th scope=\"col\">when</th><th scope=\"col\">image</th><th scope=\"col\">model</th><th"
                        + " scope=\"col\">decision</th><th scope=\"col\">reviewer</th></tr>{}</table>",
                rows);
    }
}
