package org.robustdx.stream.modelupdate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

class UnverifiedReportsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final UnverifiedReports reports = new UnverifiedReports();

    private void add(Reason reason, String digest) {
        reports.add(digest, null, new ModelRefusal(reason, "message of " + digest));
    }

    @Test
    void shouldReportTheFirstOfEachReasonImmediately() {
        add(Reason.UNKNOWN_KEY, "a");
        add(Reason.BAD_SIGNATURE, "b");
        assertThat(reports.due(NOW))
                .containsExactly(
                        new UnverifiedReports.Due("a", null, new ModelRefusal(Reason.UNKNOWN_KEY, "message of a")),
                        new UnverifiedReports.Due("b", null, new ModelRefusal(Reason.BAD_SIGNATURE, "message of b")));
        assertThat(reports.due(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void shouldCountFurtherOnesAndReportTheLastOneLater() {
        int written = 0;
        for (int i = 0; i < 20_000; i++) {
            add(Reason.UNKNOWN_KEY, "d" + i);
            written += reports.due(NOW.plusMillis(i)).size();
        }
        assertThat(written).as("in 20 s, one every 10 s").isEqualTo(2);
        assertThat(reports.due(NOW.plusSeconds(20)))
                .containsExactly(new UnverifiedReports.Due(
                        "d19999",
                        null,
                        new ModelRefusal(
                                Reason.UNKNOWN_KEY,
                                "20000 such announcements since the start, the last one: message of d19999")));
    }
}
