package org.robustdx.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.deadletter.Reason;

class AppMetricsTest {
    private static Diagnosis diagnosis(String source, Verdict verdict) {
        return Diagnosis.newBuilder()
                .setImageId("patient-4711")
                .setSource(source)
                .setVerdict(verdict)
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
    void shouldSayAtEachScrapeWhetherTheAppIsReadyForItsWork() {
        AtomicBoolean ready = new AtomicBoolean();
        try (AppMetrics metrics = new AppMetrics()) {
            metrics.upToWork(ready::get);
            assertThat(metrics.scrape()).contains("robustdx_up_to_work 0.0\n");
            ready.set(true);
            assertThat(metrics.scrape()).contains("robustdx_up_to_work 1.0\n");
        }
    }

    @Test
    void shouldNotGrowWithSourcesWithoutEnd() {
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
}
