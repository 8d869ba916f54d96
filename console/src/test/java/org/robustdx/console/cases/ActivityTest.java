package org.robustdx.console.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.console.Alerts.NOON;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.robustdx.console.Alerts;
import org.robustdx.schemas.Verdict;

class ActivityTest {
    private final Activity activity = new Activity(Duration.ofDays(2));

    @Test
    void shouldCountBySourceAndHour() {
        activity.add(Alerts.diagnosis("ct-1", Verdict.TRUSTED, NOON));
        activity.add(Alerts.diagnosis("ct-1", Verdict.SUSPECT, NOON.plusSeconds(3599)));
        activity.add(Alerts.diagnosis("ct-1", Verdict.OUT_OF_SCOPE, NOON.minusSeconds(1)));
        activity.add(Alerts.diagnosis("mr-1", Verdict.REJECTED, NOON));
        assertThat(activity.lastDay("ct-1", NOON))
                .hasSize(24)
                .endsWith(new Activity.Counts(1, 0, 1), new Activity.Counts(2, 1, 0));
        assertThat(activity.days("", "phantom", NOON, 1)).containsExactly(new Activity.Counts(4, 2, 1));
        assertThat(activity.sources()).containsExactly("ct-1", "mr-1");
    }

    @Test
    void shouldForgetWhatIsOlderThanItKeeps() {
        activity.add(Alerts.diagnosis("ct-1", Verdict.TRUSTED, NOON.minus(Duration.ofDays(3))));
        activity.add(Alerts.diagnosis("mr-1", Verdict.TRUSTED, NOON));
        assertThat(activity.sources()).containsExactly("mr-1");
    }

    @Test
    void shouldBoundTheNumberOfSources() {
        for (int i = 0; i < 5_000; i++) {
            activity.add(Alerts.diagnosis("source-" + i, Verdict.TRUSTED, NOON));
        }
        assertThat(activity.sources()).hasSizeLessThanOrEqualTo(1_001).contains(Activity.OTHERS);
        assertThat(activity.days("", "", NOON, 1)).containsExactly(new Activity.Counts(5_000, 0, 0));
    }
}
