package org.robustdx.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.dlq.Reason;

class AppMetricsTest {
    private static Diagnosis diagnosis(String source, Verdict verdict) {
        return diagnosis(source, verdict, "");
    }

    private static Diagnosis diagnosis(String source, Verdict verdict, String outOfScopeReason) {
        return Diagnosis.newBuilder()
                .setImageId("patient-4711")
                .setSource(source)
                .setVerdict(verdict)
                .setOutOfScopeReason(outOfScopeReason)
                .setClasses(List.of())
                .setDetectors(List.of())
                .setStageTimes(new StageTimes(0d, 0d))
                .build();
    }

    @Test
    void shouldCountVerdictsBySourceAndDeadLettersByReason() {
        try (AppMetrics metrics = new AppMetrics()) {
            metrics.diagnosed(diagnosis("ct-1", Verdict.TRUSTED));
            metrics.diagnosed(diagnosis("ct-1", Verdict.TRUSTED));
            metrics.diagnosed(diagnosis("ct-2", Verdict.SUSPECT));
            metrics.diagnosed(diagnosis("ct-2", Verdict.OUT_OF_SCOPE, "BODY_PART"));
            metrics.deadLettered(Reason.CONTENT_EMPTY);
            metrics.campaignAlerted(CampaignKind.CHANGED_IMAGE);
            metrics.produced(3_000_000, 4_000);
            metrics.drifted("ct-1", 0.1);
            metrics.drifted("ct-1", 0.25);
            metrics.decoded(1_000_000, 2_000_000);
            metrics.inferred(8, 16, 1_000_000, 20_000_000);
            assertThat(metrics.scrape())
                    .contains(
                            "robustdx_verdicts_total{source=\"ct-1\",verdict=\"TRUSTED\"} 2.0",
                            "robustdx_verdicts_total{source=\"ct-2\",verdict=\"SUSPECT\"} 1.0",
                            "robustdx_out_of_scope_total{reason=\"BODY_PART\"} 1.0",
                            "robustdx_out_of_scope_total{reason=\"UNFAMILIAR\"} 0.0",
                            "robustdx_dead_letters_total{reason=\"CONTENT_EMPTY\"} 1.0",
                            "robustdx_campaign_alerts_total{kind=\"CHANGED_IMAGE\"} 1.0",
                            "robustdx_decode_seconds_sum 0.002",
                            "robustdx_infer_seconds_count 1",
                            "robustdx_publish_seconds_sum 0.003",
                            "robustdx_age_seconds_sum 4.0",
                            "robustdx_drift{source=\"ct-1\"} 0.25",
                            "robustdx_batch_fill_sum 0.5")
                    .doesNotContain("patient-4711");
        }
    }

    @Test
    void shouldReportReadinessAtEachScrape() {
        AtomicBoolean ready = new AtomicBoolean();
        try (AppMetrics metrics = new AppMetrics()) {
            metrics.upToWork(ready::get);
            assertThat(metrics.scrape()).contains("robustdx_up_to_work 0.0\n");
            ready.set(true);
            assertThat(metrics.scrape()).contains("robustdx_up_to_work 1.0\n");
        }
    }

    @Test
    void shouldLimitTheNumberOfSources() {
        try (AppMetrics metrics = new AppMetrics()) {
            for (int i = 0; i < 1000; i++) {
                metrics.diagnosed(diagnosis("source-" + i, Verdict.TRUSTED));
            }
            metrics.diagnosed(diagnosis("source-0", Verdict.TRUSTED));
            String text = metrics.scrape();
            assertThat(text.lines().filter(line -> line.startsWith("robustdx_verdicts_total")))
                    .hasSize(101);
            assertThat(text)
                    .contains(
                            "source=\"source-0\",verdict=\"TRUSTED\"} 2.0",
                            "source=\"other\",verdict=\"TRUSTED\"} 900.0");
        }
    }

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private static void count(AppMetrics metrics, String source) {
        metrics.diagnosed(diagnosis(source, Verdict.TRUSTED));
    }

    private static String series(String source, int count) {
        return "robustdx_verdicts_total{source=\"%s\",verdict=\"TRUSTED\"} %d.0\n".formatted(source, count);
    }

    @Test
    void shouldReplaceAnIdleSourceByANewOne() {
        AtomicLong now = new AtomicLong();
        try (AppMetrics metrics = new AppMetrics(Set.of(), now::get)) {
            for (int i = 0; i < 100; i++) {
                metrics.drifted("junk-" + i, 0.5);
                count(metrics, "junk-" + i);
            }
            now.set(59 * MINUTE);
            count(metrics, "ct-1");
            count(metrics, "junk-99");
            assertThat(metrics.scrape()).contains(series("other", 1)).doesNotContain("ct-1");
            now.set(61 * MINUTE);
            count(metrics, "ct-1");
            metrics.drifted("ct-1", 0.25);
            assertThat(metrics.scrape())
                    .contains(
                            series("ct-1", 1),
                            series("junk-99", 2),
                            series("junk-1", 1),
                            "robustdx_drift{source=\"ct-1\"} 0.25")
                    .doesNotContain("junk-0\"");
            count(metrics, "junk-0");
            assertThat(metrics.scrape())
                    .contains(series("junk-0", 1), series("junk-2", 1))
                    .doesNotContain("junk-1\"");
        }
    }

    @Test
    void shouldAlwaysCountTheSourcesThatTheUserNamed() {
        AtomicLong now = new AtomicLong();
        try (AppMetrics metrics = new AppMetrics(Set.of("ct-1", "ct-2"), now::get)) {
            count(metrics, "ct-2");
            for (int i = 0; i < 200; i++) {
                now.addAndGet(61 * MINUTE);
                count(metrics, "junk-" + i);
            }
            count(metrics, "ct-1");
            String text = metrics.scrape();
            assertThat(text).contains(series("ct-1", 1), series("ct-2", 1), series("junk-199", 1));
            assertThat(text.lines().filter(line -> line.startsWith("robustdx_verdicts_total")))
                    .hasSize(100);
        }
    }

    @Test
    void shouldShowNoControlCharactersInLabels() {
        try (AppMetrics metrics = new AppMetrics()) {
            String hostile = "a\u001B[2J\u0000\u009B\u202E\u2028\n\uD800z";
            count(metrics, hostile);
            metrics.drifted(hostile, 0.5);
            String shown = "a\\\\u001b[2J\\\\u0000\\\\u009b\\\\u202e\\\\u2028\\\\u000a\\\\ud800z"; // Prometheus doubles
            // backslashes.
            assertThat(metrics.scrape())
                    .contains(series(shown, 1), "robustdx_drift{source=\"" + shown + "\"} 0.5")
                    .matches(text -> text.chars().allMatch(unit -> unit == '\n' || (unit >= ' ' && unit <= '~')));
        }
    }
}
