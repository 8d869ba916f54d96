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

class TrendTest {
    @Test
    void shouldCountDiagnosesAndDecisionsOfTheChosenSourceByDay() {
        CaseBoard board = new CaseBoard();
        Activity activity = new Activity(Duration.ofDays(30));
        for (int i = 0; i < 4; i++) {
            String source = i == 3 ? "mr-1" : "ct-1";
            Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 0, i);
            board.add(TriageCase.of(
                    subject, Alerts.tampering("a" + i, source, Severity.LOW, NOON.minus(Duration.ofDays(i / 2)), 0)));
            ReviewDecision decision = i == 0 ? ReviewDecision.OVERRIDDEN : ReviewDecision.CONFIRMED;
            board.decide(subject, "anna", i, QueueTest.review(subject, "anna", decision));
            activity.add(Alerts.diagnosis(source, Verdict.SUSPECT, NOON.minus(Duration.ofDays(i / 2))));
        }
        Trend trend = Trend.of(board.all(), activity, "ct-1", "", NOON, 3);
        assertThat(trend.steps()).extracting(Trend.Step::decisions).containsExactly(0, 1, 2);
        assertThat(trend.steps()).extracting(Trend.Step::overridden).containsExactly(0, 0, 1);
        assertThat(trend.steps()).extracting(step -> step.diagnoses().flagged()).containsExactly(0L, 1L, 2L);
        Trend.Step newest = trend.steps().get(2);
        assertThat(newest.from()).isBeforeOrEqualTo(NOON);
        assertThat(newest.until()).isAfter(NOON).isEqualTo(newest.from().plus(Duration.ofDays(1)));
    }
}
