package org.robustdx.stream.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ScopeRule;

/** What an attacker among the senders can make of the alarms. */
class TrimmedCalibrationTest {
    private static final int IMAGES = 20_000;
    private static final double TRIM = 0.02;
    private static final double RATE = 0.01;
    private static final double ROUNDING = 1e-9;

    /** Distributions of honest scores: light and heavy tails, far from zero, and in two groups. */
    private enum Honest {
        NORMAL(Random::nextGaussian),
        EXPONENTIAL(random -> -Math.log(1 - random.nextDouble())),
        PARETO(random -> Math.pow(1 - random.nextDouble(), -2)),
        SHIFTED(random -> -100 + random.nextDouble()),
        BIMODAL(random -> random.nextInt(20) == 0 ? 100 + random.nextGaussian() : random.nextGaussian());

        final ToDoubleFunction<Random> draw;

        Honest(ToDoubleFunction<Random> draw) {
            this.draw = draw;
        }

        float[] scores(int n, long seed) {
            Random random = new Random(seed);
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                scores[i] = (float) draw.applyAsDouble(random);
            }
            return scores;
        }
    }

    /** What an attacker sends who knows all honest scores. */
    private enum Attack {
        NOTHING,
        HUGE,
        TINY,
        JUST_ABOVE_ALL,
        JUST_ABOVE_THE_THRESHOLD,
        JUST_BELOW_THE_THRESHOLD,
        SPREAD_OVER_THE_TAIL,
        HALF_HUGE_HALF_TINY;

        float score(int i, int count, float[] sortedHonest) {
            int n = sortedHonest.length;
            float threshold = sortedHonest[n - n / 100];
            return switch (this) {
                case NOTHING -> throw new IllegalStateException("no attacker");
                case HUGE -> 1e30f;
                case TINY -> -1e30f;
                case JUST_ABOVE_ALL -> Math.nextUp(sortedHonest[n - 1]);
                case JUST_ABOVE_THE_THRESHOLD -> Math.nextUp(threshold);
                case JUST_BELOW_THE_THRESHOLD -> Math.nextDown(threshold);
                case SPREAD_OVER_THE_TAIL -> sortedHonest[n - 1 - (int) ((long) i * n / 10 / count)];
                case HALF_HUGE_HALF_TINY -> i % 2 == 0 ? 1e30f : -1e30f;
            };
        }
    }

    private static Calibration parent(String... detectors) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (String detector : detectors) {
            scores.put(detector, new float[] {0, 1, 2});
        }
        return Calibration.ofCleanScores(scores).withFalseAlarmRate(RATE);
    }

    /** Returns honest scores and those of an attacker who sends this share of all. */
    private static float[] poisoned(Honest honest, Attack attack, double share, long seed) {
        int attackers = attack == Attack.NOTHING ? 0 : (int) (IMAGES * share);
        float[] scores = honest.scores(IMAGES, seed);
        float[] sorted = Arrays.copyOf(scores, IMAGES - attackers);
        Arrays.sort(sorted);
        for (int i = 0; i < attackers; i++) {
            scores[IMAGES - attackers + i] = attack.score(i, attackers, sorted);
        }
        return scores;
    }

    private static double flagged(Calibration calibration, String detector, float[] scores, double rate) {
        int flagged = 0;
        for (float score : scores) {
            flagged += calibration.pValue(detector, score) <= rate ? 1 : 0;
        }
        return (double) flagged / scores.length;
    }

    static Stream<Arguments> attacks() {
        return Arrays.stream(Honest.values())
                .flatMap(honest -> Arrays.stream(Attack.values()).map(attack -> Arguments.of(honest, attack)));
    }

    /** Judged on the honest images themselves, where the bound holds exactly. */
    @ParameterizedTest
    @MethodSource("attacks")
    void shouldKeepTheShareOfHonestImagesFlaggedWithinTheStatedRange(Honest honest, Attack attack) {
        float[] all = poisoned(honest, attack, TRIM, 1);
        TrimmedCalibration fitted = TrimmedCalibration.of(parent("d"), Map.of("d", all), TRIM);

        int attackers = attack == Attack.NOTHING ? 0 : (int) (IMAGES * TRIM);
        double flagged = flagged(fitted.calibration(), "d", Arrays.copyOf(all, IMAGES - attackers), RATE);

        TrimmedCalibration.Alarm alarm = fitted.tampering();
        assertThat(flagged).isBetween(alarm.lowest() - ROUNDING, alarm.highest() + ROUNDING);
        assertThat(alarm.lowest()).isBetween(RATE - 1e-4, RATE);
        assertThat(alarm.highest()).isBetween(0.03, RATE + TRIM / (1 - TRIM));
    }

    /** Judged on other honest images: three standard deviations of sampling are allowed. */
    @ParameterizedTest
    @MethodSource("attacks")
    void shouldFlagAsManyOfTheHonestImagesToCome(Honest honest, Attack attack) {
        TrimmedCalibration fitted =
                TrimmedCalibration.of(parent("d"), Map.of("d", poisoned(honest, attack, TRIM, 2)), TRIM);

        double flagged = flagged(fitted.calibration(), "d", honest.scores(100_000, 3), RATE);

        assertThat(flagged).isBetween(RATE - 0.003, RATE + TRIM / (1 - TRIM) + 0.005);
    }

    /** The bound is not slack: these attacks reach its ends, nearly. */
    @Test
    void shouldReachBothEndsOfTheRange() {
        Map<Attack, Double> flagged = new LinkedHashMap<>();
        for (Attack attack : List.of(Attack.HUGE, Attack.TINY, Attack.NOTHING)) {
            float[] all = poisoned(Honest.NORMAL, attack, TRIM, 4);
            int attackers = attack == Attack.NOTHING ? 0 : (int) (IMAGES * TRIM);
            Calibration after =
                    TrimmedCalibration.of(parent("d"), Map.of("d", all), TRIM).calibration();
            flagged.put(attack, flagged(after, "d", Arrays.copyOf(all, IMAGES - attackers), RATE));
        }
        assertThat(flagged.get(Attack.HUGE)).isBetween(0.0098, 0.0102);
        assertThat(flagged.get(Attack.TINY)).isBetween(0.0302, 0.0305);
        assertThat(flagged.get(Attack.NOTHING)).isBetween(0.0295, 0.0299);
    }

    @Test
    void shouldBeSilencedByTheSameAttackWithoutTrimming() {
        float[] all = poisoned(Honest.NORMAL, Attack.HUGE, TRIM, 5);
        Calibration after =
                TrimmedCalibration.of(parent("d"), Map.of("d", all), 0).calibration();
        assertThat(flagged(after, "d", Arrays.copyOf(all, IMAGES - (int) (IMAGES * TRIM)), RATE))
                .isZero();
    }

    @Test
    void shouldMeetTheRequestedRateWithoutTrimmingAndWithoutAttacker() {
        TrimmedCalibration fitted =
                TrimmedCalibration.of(parent("d"), Map.of("d", Honest.EXPONENTIAL.scores(IMAGES, 6)), 0);
        assertThat(fitted.tampering().after()).isBetween(RATE - 1e-4, RATE);
        assertThat(fitted.trimmed()).isZero();
    }

    @Test
    void shouldLoseTheBoundWhenTheAttackerSendsMoreThanWasTrimmed() {
        float[] all = poisoned(Honest.NORMAL, Attack.HUGE, 2 * TRIM, 7);
        Calibration after =
                TrimmedCalibration.of(parent("d"), Map.of("d", all), TRIM).calibration();
        assertThat(flagged(after, "d", Arrays.copyOf(all, IMAGES - (int) (IMAGES * 2 * TRIM)), RATE))
                .isLessThan(RATE / 2);
    }

    /** The attacker's images are the most suspicious ones of every detector at once. */
    @Test
    void shouldBoundAlarmsOfSeveralDetectors() {
        float[] one = poisoned(Honest.NORMAL, Attack.HUGE, TRIM, 8);
        float[] other = poisoned(Honest.EXPONENTIAL, Attack.HUGE, TRIM, 9);
        float[] scope = poisoned(Honest.PARETO, Attack.HUGE, TRIM, 10);
        Calibration parent = parent("one", "other", "scope", "informs")
                .withAlarms(List.of("one", "other"))
                .withScope(new ScopeRule(List.of("scope"), 0.02));
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("one", one);
        scores.put("other", other);
        scores.put("scope", scope);
        scores.put("informs", one);

        TrimmedCalibration fitted = TrimmedCalibration.of(parent, scores, TRIM);

        assertThat(fitted.calibration().alarms()).containsExactly("one", "other");
        assertThat(fitted.calibration().scope()).isEqualTo(parent.scope());
        assertThat(fitted.calibration().falseAlarmRate()).isEqualTo(RATE);
        int honest = IMAGES - (int) (IMAGES * TRIM);
        int flagged = 0;
        for (int i = 0; i < honest; i++) {
            double p = Math.min(
                    fitted.calibration().pValue("one", one[i]),
                    fitted.calibration().pValue("other", other[i]));
            flagged += 2 * p <= RATE ? 1 : 0;
        }
        assertThat((double) flagged / honest)
                .isBetween(fitted.tampering().lowest(), fitted.tampering().highest());
        assertThat(flagged(fitted.calibration(), "scope", Arrays.copyOf(scope, honest), 0.02))
                .isBetween(
                        fitted.scope().orElseThrow().lowest(),
                        fitted.scope().orElseThrow().highest());
    }

    /** More scores than a file holds: the thresholds stay where they are. */
    @Test
    void shouldKeepTheBoundForHundredsOfThousandsOfImages() {
        float[] all = Honest.NORMAL.scores(200_000, 11);
        TrimmedCalibration fitted = TrimmedCalibration.of(parent("d"), Map.of("d", all), TRIM);
        assertThat(fitted.calibration().n()).isEqualTo(50_000);
        assertThat(fitted.tampering().after()).isBetween(0.0297, 0.0299);
        assertThat(flagged(fitted.calibration(), "d", all, RATE))
                .isBetween(fitted.tampering().lowest(), fitted.tampering().highest());
    }

    @Test
    void shouldCompareWithTheFormerCalibration() {
        Calibration former = Calibration.ofCleanScores(Map.of("d", Honest.NORMAL.scores(999, 12)))
                .withFalseAlarmRate(RATE);
        float[] site = Honest.NORMAL.scores(IMAGES, 13);
        for (int i = 0; i < site.length; i++) {
            site[i] += 1;
        }
        TrimmedCalibration fitted = TrimmedCalibration.of(former, Map.of("d", site), TRIM);
        assertThat(fitted.tampering().requested()).isEqualTo(RATE);
        assertThat(fitted.tampering().before()).isBetween(0.05, 0.15);
        assertThat(fitted.tampering().after()).isBetween(0.0295, 0.03);
        assertThat(fitted.scope()).isEmpty();
    }

    /** With the fewest images, 4 honest scores are above the threshold whatever the attacker sends; with one fewer, 3. */
    @Test
    void shouldNameTheFewestImages() {
        assertThat(TrimmedCalibration.fewestImages(parent("d"), 0)).isEqualTo(399);
        int fewest = TrimmedCalibration.fewestImages(parent("d"), TRIM);
        assertThat(fewest).isEqualTo(407);
        assertThat(fewest - Math.floor(fewest * TRIM) + 1).isGreaterThanOrEqualTo(400);
        assertThat(TrimmedCalibration.fewestImages(parent("a", "b"), 0)).isEqualTo(799);
        Calibration scoped = parent("d", "s").withAlarms(List.of("d")).withScope(new ScopeRule(List.of("s"), 0.001));
        assertThat(TrimmedCalibration.fewestImages(scoped, 0)).isEqualTo(3999);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TrimmedCalibration.of(parent("d"), Map.of("d", Honest.NORMAL.scores(fewest - 1, 1)), TRIM))
                .withMessage("images: 406 (expected: at least 407)");
        TrimmedCalibration fitted =
                TrimmedCalibration.of(parent("d"), Map.of("d", Honest.NORMAL.scores(fewest, 1)), TRIM);
        assertThat(fitted.tampering().lowest()).isGreaterThan(0.3 * RATE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0.5, 1, Double.NaN})
    void shouldRejectTrimWithInvalidArguments(double trim) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrimmedCalibration.fewestImages(parent("d"), trim))
                .withMessage("trim: " + trim + " (expected: 0 <= trim < 0.5)");
    }
}
