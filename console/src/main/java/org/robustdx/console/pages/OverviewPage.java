package org.robustdx.console.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.Overview;
import org.robustdx.console.cases.QueueFilter;
import org.robustdx.console.cases.Trend;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ReviewDecision;

/** Figures about sources, models and reviewers. Each figure is a link to its cases. */
public final class OverviewPage {
    private static final int MAX_ROWS = 50;

    private OverviewPage() {}

    /**
     * Returns the page.
     *
     * @param figures figures of all cases
     * @param trend the days that the charts show, of all sources and models or of a chosen one
     */
    public static Html render(Frame frame, Overview figures, Trend trend) {
        Html content = Html.of(
                """
                <div class="head"><h1>Overview</h1><p class="figures">diagnoses of the last {} days, and all cases in the topics</p></div>
                <div class="groups">
                  <section><h2>Cases</h2><div class="tilesrow">{}{}{}</div></section>
                  <section><h2>Open cases by age</h2><div class="tilesrow">{}</div></section>
                  <section><h2>Agreement of reviewers and models</h2><div class="tilesrow">{}{}</div></section>
                </div>
                {}
                <div class="charts">
                  <section><h2>Flagged images</h2>{}</section>
                  <section><h2>Images out of scope</h2>{}</section>
                  <section><h2>Overridden diagnoses</h2>{}</section>
                </div>
                <section><h2>Sources</h2>{}</section>
                <section><h2>Models</h2>{}</section>
                """,
                trend.steps().size(),
                tile("/", figures.counts().open(), "open"),
                tile("/?state=disputed", figures.disputed(), "disputed"),
                tile("/?state=decided", figures.counts().decided(), "decided"),
                figures.ages().stream()
                        .map(band -> tile(
                                "/" + Words.query(period("open", band.from(), band.until())),
                                band.cases(),
                                band.name()))
                        .collect(Html.joined()),
                agreement(
                        "",
                        figures.agreement().alertsUpheld(),
                        figures.agreement().alerts(),
                        "alerts upheld"),
                agreement(
                        CaseKind.TAMPERING.name(),
                        figures.agreement().labelsKept(),
                        figures.agreement().labels(),
                        "labels kept"),
                choice(figures, trend),
                chart(
                        trend,
                        step -> step.diagnoses().flagged(),
                        step -> step.diagnoses().images(),
                        CaseKind.TAMPERING.name(),
                        "",
                        "images flagged",
                        "flagged"),
                chart(
                        trend,
                        step -> step.diagnoses().outOfScope(),
                        step -> step.diagnoses().images(),
                        CaseKind.OUT_OF_SCOPE.name(),
                        "",
                        "images out of scope",
                        "scope"),
                chart(
                        trend,
                        Trend.Step::overridden,
                        Trend.Step::decisions,
                        "",
                        ReviewDecision.OVERRIDDEN.name(),
                        "decisions override the model",
                        "overridden"),
                groups("source", figures.sources()),
                groups("model", figures.models()));
        return Layout.page(frame, "Overview", "Overview", content, "live.js", "keys.js");
    }

    private static Html tile(String link, int number, String name) {
        return Html.of("<a class=\"figure\" href=\"{}\"><b>{}</b> {}</a>", link, number, name);
    }

    /** Returns a share of the reviewers' decisions, as a link to the cases on which somebody has decided. */
    private static Html agreement(String kind, int part, int all, String name) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>(List.of(Map.entry("state", "all")));
        if (!kind.isEmpty()) {
            parameters.add(Map.entry("kind", kind));
        }
        parameters.add(Map.entry("decision", QueueFilter.ANY));
        return Html.of(
                "<a class=\"figure\" href=\"/{}\"><b>{}</b> {}, {} of {} decisions</a>",
                Words.query(parameters),
                Words.share(part, all),
                name,
                part,
                all);
    }

    private static List<Map.Entry<String, String>> period(String state, Instant from, Instant until) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        parameters.add(Map.entry("state", state));
        if (!from.equals(Instant.MIN)) {
            parameters.add(Map.entry("since", from.toString()));
        }
        if (!until.equals(Instant.MAX)) {
            parameters.add(Map.entry("until", until.toString()));
        }
        return parameters;
    }

    private static Html choice(Overview figures, Trend trend) {
        return Html.of(
                """
                <form class="filters" method="get" action="/overview" aria-label="Charts">
                  {}{}
                  <button>Show in charts</button> <a class="quiet" href="/overview">Reset</a>
                </form>
                """,
                QueuePage.select("Source", "source", trend.source(), names(figures.sources())),
                QueuePage.select("Model", "model", trend.model(), names(figures.models())));
    }

    private static List<Map.Entry<String, String>> names(List<Overview.Group> groups) {
        return QueuePage.any(groups.stream().map(Overview.Group::name).sorted().toList());
    }

    private static Html chart(
            Trend trend,
            ToLongFunction<Trend.Step> part,
            ToLongFunction<Trend.Step> all,
            String kind,
            String decision,
            String what,
            String style) {
        return Charts.shares(
                trend.steps().stream()
                        .map(step -> new Charts.Share(
                                part.applyAsLong(step),
                                all.applyAsLong(step),
                                "/" + Words.query(parameters(trend, step, kind, decision))))
                        .toList(),
                what,
                "d ago",
                style);
    }

    private static List<Map.Entry<String, String>> parameters(
            Trend trend, Trend.Step step, String kind, String decision) {
        List<Map.Entry<String, String>> parameters = period("all", step.from(), step.until());
        Stream.of(
                        Map.entry("source", trend.source()),
                        Map.entry("model", trend.model()),
                        Map.entry("kind", kind),
                        Map.entry("decision", decision))
                .filter(entry -> !entry.getValue().isEmpty())
                .forEach(parameters::add);
        return parameters;
    }

    private static Html groups(String field, List<Overview.Group> groups) {
        if (groups.isEmpty()) {
            return Html.of("<p class=\"empty\">Nothing yet.</p>");
        }
        Html rows =
                groups.stream().limit(MAX_ROWS).map(group -> row(field, group)).collect(Html.joined());
        return Html.of("""
            <div class="scroll" tabindex="0" role="group" aria-label="Table by {}"><table class="data"><thead><tr><th scope="col">{}</th><th scope="col">images</th><th scope="col">flagged</th><th scope="col">out of scope</th><th scope="col">cases</th><th scope="col">open</th><th scope="col">confirmed</th><th scope="col">not an attack</th><th scope="col">overridden</th><th scope="col">recalled</th><th scope="col">alerts upheld</th><th scope="col">labels kept</th></tr></thead>{}</table></div>
            """, field, field, rows);
    }

    private static Html row(String field, Overview.Group group) {
        Activity.Counts counts = group.diagnoses();
        return Html.of(
                "<tr><th scope=\"row\">{}{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                        + " class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                        + " class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td"
                        + " class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
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
                Words.share(counts.flagged(), counts.images()),
                Words.share(counts.outOfScope(), counts.images()),
                link(field, group.name(), "all", "", group.cases()),
                link(field, group.name(), "open", "", group.open()),
                decided(field, group, ReviewDecision.CONFIRMED),
                decided(field, group, ReviewDecision.NOT_AN_ATTACK),
                decided(field, group, ReviewDecision.OVERRIDDEN),
                decided(field, group, ReviewDecision.RECALL),
                Words.share(group.agreement().alertsUpheld(), group.agreement().alerts()),
                Words.share(group.agreement().labelsKept(), group.agreement().labels()));
    }

    private static Html decided(String field, Overview.Group group, ReviewDecision decision) {
        return link(field, group.name(), "all", decision.name(), group.decided(decision));
    }

    private static Html link(String field, String name, String state, String decision, int number) {
        List<Map.Entry<String, String>> parameters =
                new ArrayList<>(List.of(Map.entry("state", state), Map.entry(field, name)));
        if (!decision.isEmpty()) {
            parameters.add(Map.entry("decision", decision));
        }
        return number == 0 ? Html.of("0") : Html.of("<a href=\"/{}\">{}</a>", Words.query(parameters), number);
    }
}
