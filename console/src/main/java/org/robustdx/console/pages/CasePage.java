package org.robustdx.console.pages;

import java.time.Instant;
import java.util.Optional;
import org.robustdx.console.cases.CaseState;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.Review;

/** One case: pictures, findings, the source's last day, and the form of the decision. */
public final class CasePage {
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
                  <section class="findings" aria-label="Findings">{}</section>
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
                CasePictures.render(view),
                CaseFindings.render(view),
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
