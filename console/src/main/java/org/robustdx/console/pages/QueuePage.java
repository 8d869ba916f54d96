package org.robustdx.console.pages;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.CaseState;
import org.robustdx.console.cases.Queue;
import org.robustdx.console.cases.QueueFilter;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/** The list of cases. The page holds its first rows; a script fetches further ones as they come into sight. */
public final class QueuePage {
    /** Rows that are fetched at a time: more of them take a browser longer to lay out than a frame lasts. */
    public static final int CHUNK = 50;

    private QueuePage() {}

    /** Returns the page. */
    public static Html render(Frame frame, CaseBoard board, QueueFilter filter, Queue queue, Instant now) {
        CaseBoard.Counts counts = frame.counts();
        int rows = queue.rows().size();
        Html content = Html.of(
                """
                <div class="head">
                  <h1>{}</h1>
                  <p class="figures" role="status"><b data-count="open">{}</b> open, <b data-count="decided">{}</b> decided;
                    <b data-count="cases">{}</b> in this list</p>
                  <span class="grow"></span>
                  <p class="fine hints"><kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>Enter</kbd> open</p>
                </div>
                {}{}
                <div class="columns" aria-hidden="true"><span>Severity</span><span>Case</span><span>Finding</span><span>Source</span><span>Model</span><span>Raised</span></div>
                <div id="rows" class="rows" data-total="{}" data-chunk="{}" data-query="{}"><div class="chunk" data-from="0">{}</div></div>
                <p id="empty" class="empty"{}>{}</p>
                <noscript>{}</noscript>
                """,
                filter.campaign().isEmpty() ? "Queue" : "Images of a campaign",
                counts.open(),
                counts.decided(),
                queue.cases(),
                filters(board, filter),
                period(filter),
                rows,
                CHUNK,
                Words.query(filter.parameters()),
                rows(queue, filter, 0, CHUNK, now),
                new Html(" hidden").when(rows > 0),
                filter.equals(QueueFilter.OPEN)
                        ? "Nothing to decide. New alerts appear here by themselves."
                        : "No case matches this filter.",
                Html.of("<p>Further rows need scripts.</p>").when(rows > CHUNK));
        return Layout.page(frame, "Queue", "Queue", content, "live.js", "keys.js", "queue.js");
    }

    private static Html period(QueueFilter filter) {
        return Html.of(
                        "<p class=\"fine\">Only alerts that were raised{}{}.</p>",
                        Html.of(" at or after {}", filter.since())
                                .when(!filter.since().isEmpty()),
                        Html.of(" before {}", filter.until())
                                .when(!filter.until().isEmpty()))
                .when(!filter.since().isEmpty() || !filter.until().isEmpty());
    }

    private static Html filters(CaseBoard board, QueueFilter filter) {
        return Html.of(
                """
                <form class="filters" method="get" action="/" aria-label="Filter">
                  {}{}{}{}{}{}
                  <label>Day <input type="date" name="day" value="{}"></label>
                  {}{}{}
                  <button>Apply</button> <a class="quiet" href="/">Reset</a>
                </form>
                """,
                select(
                        "State",
                        "state",
                        filter.state(),
                        Stream.of("open", "disputed", "decided", "all")
                                .map(state -> Map.entry(state, state))
                                .toList()),
                select("Source", "source", filter.source(), any(board.values(TriageCase::source))),
                select("Task", "task", filter.task(), any(board.values(TriageCase::task))),
                select("Model", "model", filter.model(), any(board.values(TriageCase::model))),
                select(
                        "Kind",
                        "kind",
                        filter.kind(),
                        Stream.concat(
                                        Stream.of(Map.entry("", "any")),
                                        Stream.of(CaseKind.values()).map(kind -> Map.entry(kind.name(), kind.label())))
                                .toList()),
                select(
                        "Decision",
                        "decision",
                        filter.decision(),
                        Stream.concat(
                                        Stream.of(Map.entry("", "any or none"), Map.entry(QueueFilter.ANY, "any")),
                                        Stream.of(ReviewDecision.values())
                                                .map(one -> Map.entry(one.name(), Words.decision(one))))
                                .toList()),
                filter.day(),
                hidden("since", filter.since()),
                hidden("until", filter.until()),
                hidden("campaign", filter.campaign()));
    }

    /** Returns a field that keeps what a link to the list has chosen and the form does not show. */
    private static Html hidden(String name, String value) {
        return Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, value)
                .when(!value.isEmpty());
    }

    /** Returns the choices of a field: these values, and none of them. */
    static List<Map.Entry<String, String>> any(Collection<String> values) {
        return Stream.concat(Stream.of(Map.entry("", "any")), values.stream().map(value -> Map.entry(value, value)))
                .toList();
    }

    /** Returns a field of a filter. */
    static Html select(String label, String name, String value, List<Map.Entry<String, String>> choices) {
        Html options = choices.stream()
                .map(choice -> Html.of(
                        "<option value=\"{}\"{}>{}</option>",
                        choice.getKey(),
                        new Html(" selected").when(choice.getKey().equals(value)),
                        choice.getValue()))
                .collect(Html.joined());
        return Html.of("<label>{} <select name=\"{}\">{}</select></label>", label, name, options);
    }

    /** Returns some rows of the list. */
    public static Html rows(Queue queue, QueueFilter filter, int from, int count, Instant now) {
        String query = Words.query(filter.parameters());
        return queue.rows().stream()
                .skip(from)
                .limit(count)
                .map(row -> row(row, query, now))
                .collect(Html.joined());
    }

    private static Html row(Queue.Row row, String query, Instant now) {
        TriageCase one = row.standing().about();
        return Html.of(
                """
                <a class="row" href="/cases/{}{}" data-subject="{}">
                  <span>{}</span>
                  <span class="id"><span class="name"><bdi>{}</bdi></span><small>{}{}</small></span>
                  <span class="finding">{}</span>
                  <span class="source">{}</span>
                  <span class="model">{}</span>
                  <span class="age" title="{}">{}</span>
                </a>
                """,
                one.subject(),
                query,
                one.subject(),
                Words.severity(one.severity()),
                one.title(),
                one.kind().label(),
                state(row),
                one.summary(),
                one.source(),
                one.model(),
                one.raisedAt(),
                Words.age(one.raisedAt(), now));
    }

    private static Html state(Queue.Row row) {
        if (row.folded() > 0) {
            return Html.of(" · {} more in the queue", row.folded() == 1 ? "1 image" : row.folded() + " images");
        }
        CaseState state = row.standing().state();
        if (state == CaseState.OPEN) {
            return Html.NONE;
        }
        List<Review> reviews = row.standing().reviews();
        return state == CaseState.DISPUTED
                ? Html.of(" · <em>reviewers disagree</em>")
                : Html.of(
                        " · {} by {}",
                        Words.decision(reviews.get(0).getDecision()),
                        reviews.get(0).getReviewer());
    }
}
