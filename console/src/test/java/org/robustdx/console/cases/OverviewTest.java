package org.robustdx.console.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.console.Alerts.NOON;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.robustdx.console.Alerts;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;

class OverviewTest {
    @Test
    void shouldCountEveryOpenCaseInOneAgeBand() {
        CaseBoard board = new CaseBoard();
        long offset = 0;
        for (Duration age : new Duration[] {
            Duration.ZERO, Duration.ofHours(1), Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(80)
        }) {
            board.add(TriageCase.of(
                    new Subject(Topics.ADVERSARIAL_ALERTS, 0, offset++),
                    Alerts.tampering("a", "ct-1", Severity.LOW, NOON.minus(age), 0)));
        }
        Overview overview = Overview.of(board.all(), new Activity(Duration.ofDays(30)), NOON, 30);
        assertThat(overview.ages()).extracting(Overview.AgeBand::cases).containsExactly(1, 2, 1, 1);
    }

    @Test
    void shouldCountDecisionsAndDiagnosesOfAModel() {
        CaseBoard board = new CaseBoard();
        Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 0, 1);
        board.add(TriageCase.of(subject, Alerts.tampering("a", "ct-1", Severity.LOW, NOON, 0)));
        board.decide(subject, "anna", 1, QueueTest.review(subject, "anna", ReviewDecision.OVERRIDDEN));
        Activity activity = new Activity(Duration.ofDays(30));
        activity.add(Alerts.diagnosis("ct-1", Verdict.SUSPECT, NOON));
        Overview.Group model =
                Overview.of(board.all(), activity, NOON, 30).models().get(0);
        assertThat(model.name()).isEqualTo("phantom");
        assertThat(model.digests()).containsExactly("ab".repeat(32));
        assertThat(model.diagnoses()).isEqualTo(new Activity.Counts(1, 1, 0));
        assertThat(model.decided(ReviewDecision.OVERRIDDEN)).isEqualTo(1);
        assertThat(model.open()).isZero();
    }

    @Test
    void shouldCountHowFarReviewersAgree() {
        CaseBoard board = new CaseBoard();
        ReviewDecision[] decisions = {
            ReviewDecision.CONFIRMED, ReviewDecision.NOT_AN_ATTACK, ReviewDecision.OVERRIDDEN, ReviewDecision.RECALL
        };
        for (int i = 0; i < decisions.length; i++) {
            Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 0, i);
            board.add(TriageCase.of(subject, Alerts.tampering("a", "ct-1", Severity.LOW, NOON, 0)));
            board.decide(subject, "anna", i, QueueTest.review(subject, "anna", decisions[i]));
        }
        Subject photo = new Subject(Topics.OUT_OF_SCOPE_ALERTS, 0, 0);
        board.add(TriageCase.of(photo, Alerts.outOfScope("b", "ct-1", NOON, 0)));
        board.decide(photo, "anna", 9, QueueTest.review(photo, "anna", ReviewDecision.OVERRIDDEN));
        assertThat(Overview.of(board.all(), new Activity(Duration.ofDays(30)), NOON, 30)
                        .agreement())
                .as("3 of 5 alerts are upheld; of 4 labels, an override and a recall keep none")
                .isEqualTo(new Agreement(3, 5, 2, 4));
    }
}
