package org.robustdx.stream.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.inference.model.Calibration;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.stream.config.CampaignSettings;

/** Whether a window deserves an alert depends on the false-alarm rates at which its images were judged. */
class CampaignRulesTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Calibration CALIBRATION = Calibration.ofCleanScores(Map.of("d", new float[999]));

    private final CampaignRules rules =
            new CampaignRules(CampaignSettings.ofDefaults(), () -> CALIBRATION, Clock.fixed(NOON, ZoneOffset.UTC));
    private final Random random = new Random(1);

    private SourceWindow plus(SourceWindow sum, double rate, double pValue) {
        boolean flagged = pValue <= rate;
        PerceptualHash look =
                new PerceptualHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        return SourceWindows.plus(
                sum,
                Sighting.newBuilder()
                        .setImageId("i" + sum.getImages())
                        .setFlagged(flagged)
                        .setFired(flagged ? List.of("d") : List.of())
                        .setReadings(List.of(new DetectorReading("d", 0f, pValue)))
                        .setPerceptualHash(look.toBytes())
                        .setFalseAlarmRate(rate)
                        .build());
    }

    private SourceWindow plus(SourceWindow sum, double rate, int images, int flagged) {
        SourceWindow plus = sum;
        for (int i = 0; i < images; i++) {
            plus = plus(plus, rate, i < flagged ? rate / 2 : rate + (1 - rate) * (i + 0.5) / images);
        }
        return plus;
    }

    private List<CampaignAlert> alerts(SourceWindow window, CampaignKind kind) {
        return rules.alerts("ct-1", NOON, NOON.plusSeconds(600), window).stream()
                .filter(alert -> alert.getKind() == kind)
                .toList();
    }

    @Test
    void shouldExpectFlaggedImagesAtTheRateOfTheModelInUse() {
        SourceWindow rarely = plus(SourceWindows.empty(), 0.01, 38, 8);
        SourceWindow often = plus(SourceWindows.empty(), 0.2, 38, 8);

        assertThat(alerts(rarely, CampaignKind.SUSPECTS)).singleElement().satisfies(alert -> {
            assertThat(alert.getPValue()).isEqualTo(BinomialTail.atLeast(8, 38, 0.01));
            assertThat(alert.getStatistic()).isCloseTo(0.38, within(1e-12));
        });
        assertThat(alerts(often, CampaignKind.SUSPECTS)).isEmpty();
    }

    @Test
    void shouldUseTheMeanRateIfTheModelChangedWithinAWindow() {
        SourceWindow window = plus(plus(SourceWindows.empty(), 0.01, 30, 10), 0.05, 10, 10);

        assertThat(window.getFalseAlarmRate()).isCloseTo(0.02, within(1e-15));
        assertThat(alerts(window, CampaignKind.SUSPECTS)).singleElement().satisfies(alert -> {
            assertThat(alert.getPValue())
                    .isCloseTo(BinomialTail.atLeast(20, 40, 0.02), within(1e-12 * alert.getPValue()));
            assertThat(alert.getStatistic()).isCloseTo(0.8, within(1e-12));
        });
    }

    @Test
    void shouldNotReportDriftBecauseFlaggedImagesAreNotCounted() {
        SourceWindow window = SourceWindows.empty();
        for (int i = 0; i < 400; i++) {
            window = plus(window, 0.3, (i + 0.5) / 400);
        }
        assertThat(window.getFlagged()).isEqualTo(120);
        assertThat(rules.distance(window)).hasValueCloseTo(0.0, within(0.02));
        assertThat(alerts(window, CampaignKind.DRIFT)).isEmpty();

        SourceWindow otherwise = new SourceWindow(
                window.getImages(),
                window.getFlagged(),
                window.getFired(),
                window.getFlaggedIds(),
                window.getHistograms(),
                window.getGroups(),
                window.getTraces(),
                0.01);
        assertThat(alerts(otherwise, CampaignKind.DRIFT)).hasSize(1);
    }

    /**
     * At least one above the mean, the binomial tail bounds that of trials with several rates and this mean (Hoeffding,
     * 1956, theorem 4).
     */
    @Test
    void shouldNotUnderestimateThePValueIfRatesDiffer() {
        Draw.tries(60, draw -> {
            int images = draw.integer(2, 60);
            int seed = draw.integer(0, 10_000);
            Random rates = new Random(seed);
            double[] exactly = new double[images + 1]; // probability of each number of flagged images
            exactly[0] = 1;
            double sum = 0;
            for (int i = 0; i < images; i++) {
                double rate = rates.nextBoolean() ? 0.01 : 0.3 * rates.nextDouble() + 1e-3;
                sum += rate;
                for (int k = i + 1; k > 0; k--) {
                    exactly[k] = exactly[k] * (1 - rate) + exactly[k - 1] * rate;
                }
                exactly[0] *= 1 - rate;
            }
            for (int k = (int) Math.ceil(sum + 1); k <= images; k++) {
                double tail = Arrays.stream(exactly, k, images + 1).sum();
                assertThat(tail).isLessThanOrEqualTo(BinomialTail.atLeast(k, images, sum / images) * (1 + 1e-9));
            }
        });
    }
}
