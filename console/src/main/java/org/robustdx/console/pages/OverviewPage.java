package org.robustdx.console.pages;

import java.util.List;
import java.util.Map;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.Overview;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ReviewDecision;

/** Figures about sources, models and reviewers. Each figure is a link to its cases. */
public final class OverviewPage {
    private static final int MAX_ROWS = 50;

    private OverviewPage() {}

    /** Returns the page for the last {@code days} days. */
    public static Html render(Frame frame, Overview figures, int days) {
        Html content = Html.of(
                """
                <div class="head"><h1>Overview</h1><p class="figures">diagnoses of the last {} days; all cases in the topics</p></div>
                <div class="tilesrow">
                  <a class="figure" href="/"><b>{}</b> open</a>
                  <a class="figure" href="/?state=decided"><b>{}</b> decided</a>
                  <a class="figure" href="/"><b>{}</b> disputed</a>
                </div>
                <div class="pair">
                  <section><h2>Flagged images</h2>{}</section>
                  <section><h2>Images out of scope</h2>{}</section>
                </div>
                <section><h2>Open cases by age</h2><table class="data"><thead><tr>{}</tr></thead><tr>{}</tr></table></section>
                <section><h2>Sources</h2>{}</section>
                <section><h2>Models</h2>{}</section>
                """,
                days,
                figures.counts().open(),
                figures.counts().decided(),
                figures.disputed(),
                Charts.shares(figures.days(), Activity.Counts::flagged, "flagged", "d ago", "flagged"),
                Charts.shares(figures.days(), Activity.Counts::outOfScope, "out of scope", "d ago", "scope"),
                figures.ages().stream()
                        .map(band -> Html.of("<th scope=\"col\">{}</th>", band.name()))
                        .collect(Html.joined()),
                figures.ages().stream()
                        .map(band -> Html.of("<td class=\"number\"><a href=\"/\">{}</a></td>", band.cases()))
                        .collect(Html.joined()),
                groups("source", figures.sources()),
                groups("model", figures.models()));
        return Layout.page(frame, "Overview", "Overview", content, "live.js");
    }

    private static Html groups(String field, List<Overview.Group> groups) {
        if (groups.isEmpty()) {
            return Html.of("<p class=\"empty\">Nothing yet.</p>");
        }
        Html rows =
                groups.stream().limit(MAX_ROWS).map(group -> row(field, group)).collect(Html.joined());
        return Html.of("""
                <div class="scroll" tabindex="0" role="group" aria-label="Table by {}"><table class="data"><thead><tr><th scope="col">{}</th><th scope="col">images</th><th scope="col">flagged</th><th scope="col">out of scope</th><th scope="col">cases</th><th scope="col">open</th><th scope="col">confirmed</th><th scope="col">not an attack</th><th scope="col">overridden</th><th scope="col">recalled</th><th scope="col">alerts upheld</th></tr></thead>{}</table></div>
                """, field, field, rows);
    }

    private static Html row(String field, Overview.Group group) {
        Activity.Counts counts = group.diagnoses();
        return Html.of(
                "<tr><th scope=\"row\">{}{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
                group.name(),
                Html.of(
                                "<small>sha256 {}</small>",
                                String.join(
                                        ", ",
                                        group.digests().stream()
                                                .map(Words::shortDigest)
                                                .toList()))
                        .when(!group.digests().isEmpty()),
                counts.images(),
                share(counts.flagged(), counts.images()),
                share(counts.outOfScope(), counts.images()),
                link(field, group.name(), "all", group.cases()),
                link(field, group.name(), "open", group.open()),
                link(field, group.name(), "decided", group.decided(ReviewDecision.CONFIRMED)),
                link(field, group.name(), "decided", group.decided(ReviewDecision.NOT_AN_ATTACK)),
                link(field, group.name(), "decided", group.decided(ReviewDecision.OVERRIDDEN)),
                link(field, group.name(), "decided", group.decided(ReviewDecision.RECALL)),
                share(group.decided(ReviewDecision.CONFIRMED), group.decided()));
    }

    private static Html link(String field, String name, String state, int number) {
        return Html.of(
                "<a href=\"/{}\">{}</a>",
                Words.query(List.of(Map.entry("state", state), Map.entry(field, name))),
                number);
    }

    private static String share(long part, long all) {
        return all == 0 ? "–" : Words.percent((double) part / all);
    }
}
