package org.robustdx.console.pages;

import java.util.List;
import java.util.Optional;
import org.robustdx.console.cases.CampaignText;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;

/** The form with which a reviewer decides: a letter chooses, Enter stores. */
public final class DecisionForm {
    /** Longest note, in characters. */
    public static final int LONGEST_NOTE = 500;

    private DecisionForm() {}

    /** One of the decisions, as the form offers it. */
    private record Offer(ReviewDecision decision, String key, String text) {}

    /** Returns the decisions that are possible on a case. */
    public static List<ReviewDecision> offered(TriageCase one) {
        return offers(one).stream().map(Offer::decision).toList();
    }

    private static List<Offer> offers(TriageCase one) {
        return switch (one.kind()) {
            case TAMPERING ->
                List.of(
                        new Offer(ReviewDecision.CONFIRMED, "c", "Confirm: the image was tampered with"),
                        new Offer(ReviewDecision.NOT_AN_ATTACK, "a", "Not an attack: the model's label stands"),
                        new Offer(ReviewDecision.OVERRIDDEN, "o", "Override: the label is another one"),
                        new Offer(ReviewDecision.OUT_OF_SCOPE, "s", "Out of scope: not the model's kind of image"),
                        new Offer(ReviewDecision.RECALL, "r", "Recall: withdraw the diagnosis"));
            case OUT_OF_SCOPE ->
                List.of(
                        new Offer(ReviewDecision.CONFIRMED, "c", "Confirm: not the model's kind of image"),
                        new Offer(ReviewDecision.OVERRIDDEN, "o", "Override: the image is in scope"),
                        new Offer(ReviewDecision.NOT_AN_ATTACK, "a", "False alarm: nothing is wrong with the image"));
            case CAMPAIGN ->
                one.campaign()
                        .map(campaign -> offers(CampaignText.of(campaign.kind())))
                        .orElse(List.of());
        };
    }

    private static List<Offer> offers(CampaignText text) {
        return List.of(
                new Offer(ReviewDecision.CONFIRMED, "c", "Confirm: " + text.confirmed()),
                new Offer(ReviewDecision.NOT_AN_ATTACK, "a", text.refuted()));
    }

    static Html render(Frame frame, CaseView view) {
        TriageCase one = view.standing().about();
        Optional<Review> mine = view.standing().by(frame.account().pseudonym());
        String chosen = view.typed().decision().isEmpty()
                ? mine.map(review -> review.getDecision().name()).orElse("")
                : view.typed().decision();
        Html offers = offers(one).stream()
                .map(offer -> Html.of(
                        "<label class=\"offer\"><input type=\"radio\" name=\"decision\" value=\"{}\" data-key=\"{}\" required{}> <span>{}</span> <kbd>{}</kbd></label>",
                        offer.decision(),
                        offer.key(),
                        new Html(" checked").when(offer.decision().name().equals(chosen)),
                        offer.text(),
                        offer.key()))
                .collect(Html.joined());
        return Html.of(
                """
                <form id="decision" method="post" action="/cases/{}/decision{}">
                  <h2>{}</h2>
                  {}
                  <input type="hidden" name="csrf" value="{}">
                  <input type="hidden" name="seen" value="{}">
                  <fieldset><legend>What do you decide?</legend>{}</fieldset>
                  {}
                  {}
                  <label for="note">Note <kbd>n</kbd> <small>no names, no numbers of patients</small></label>
                  <textarea id="note" name="note" rows="2" maxlength="{}">{}</textarea>
                  <button id="store" class="primary">Store decision <kbd>Enter</kbd></button>
                </form>
                """,
                one.subject(),
                Words.query(view.filter().parameters()),
                mine.isPresent() ? "Change your decision" : "Your decision",
                Html.of("<p class=\"problem\" role=\"alert\">{}</p>", view.problem())
                        .when(!view.problem().isEmpty()),
                frame.csrf(),
                view.standing().fingerprint(),
                offers,
                label(view).when(one.kind() != CaseKind.CAMPAIGN),
                members(view)
                        .when(one.kind() == CaseKind.CAMPAIGN && !view.images().isEmpty()),
                LONGEST_NOTE,
                view.typed().note().isEmpty()
                        ? mine.map(Review::getNote).orElse("")
                        : view.typed().note());
    }

    private static Html label(CaseView view) {
        List<ClassProbability> classes =
                view.details().map(CaseDetails::classes).orElse(List.of());
        Html options = classes.stream()
                .map(each -> Html.of("<option value=\"{}\"></option>", each.getName()))
                .collect(Html.joined());
        return Html.of(
                """
                <div class="label"><label for="label">Your label, if you override</label>
                <input id="label" name="label" list="labels" maxlength="100" autocomplete="off" value="{}"><datalist id="labels">{}</datalist></div>
                """,
                view.typed().label().isEmpty()
                        ? proposal(view.standing().about(), classes)
                        : view.typed().label(),
                options);
    }

    /** Returns the label that an override most probably means: the one after denoising, or the only other one. */
    private static String proposal(TriageCase one, List<ClassProbability> classes) {
        if (!one.labelAfter().equals(one.label())) {
            return one.labelAfter();
        }
        return classes.size() == 2
                ? classes.stream()
                        .map(ClassProbability::getName)
                        .filter(name -> !name.equals(one.label()))
                        .findFirst()
                        .orElse("")
                : "";
    }

    private static Html members(CaseView view) {
        return Html.of(
                "<label class=\"offer\"><input type=\"checkbox\" name=\"members\" value=\"yes\" data-key=\"m\"> <span>Decide the same on its {} in the queue</span> <kbd>m</kbd></label>",
                view.images().size() == 1 ? "1 image" : view.images().size() + " images");
    }
}
