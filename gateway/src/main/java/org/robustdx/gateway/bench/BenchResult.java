package org.robustdx.gateway.bench;

import java.util.List;
import java.util.Locale;

/**
 * What a measurement found.
 *
 * @param studies studies that the gateway took
 * @param refused studies that it refused for good
 * @param withoutOutcome studies that had neither a diagnosis nor a dead letter at the end
 * @param seconds from the first request to the last answer
 * @param answerMillis sorted times from request to answer, in milliseconds
 * @param outcomeMillis sorted times from request to diagnosis or dead letter, in milliseconds
 */
public record BenchResult(
        int studies,
        int refused,
        int withoutOutcome,
        double seconds,
        List<Double> answerMillis,
        List<Double> outcomeMillis) {
    private static final double HALF = 0.5;
    private static final double MOST = 0.99;

    public BenchResult {
        answerMillis = answerMillis.stream().sorted().toList();
        outcomeMillis = outcomeMillis.stream().sorted().toList();
    }

    /** Returns how many studies the gateway took in a second. */
    public double perSecond() {
        return seconds > 0 ? studies / seconds : 0;
    }

    /** Returns the median time from request to outcome, NaN if there is none. */
    public double p50() {
        return quantile(outcomeMillis, HALF);
    }

    /** Returns the time within which 99 % of the outcomes came, NaN if there is none. */
    public double p99() {
        return quantile(outcomeMillis, MOST);
    }

    /** Returns the time within which 99 % of the requests were answered, NaN if there is none. */
    public double answerP99() {
        return quantile(answerMillis, MOST);
    }

    /** Returns the smallest value that at least this share of the sorted values does not exceed. */
    private static double quantile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "studies: %d in %.0f s, %.1f/s; refused: %d; without an outcome: %d%n"
                        + "STOW-RS request to answer: p99 %.0f ms%n"
                        + "STOW-RS request to diagnosis or dead letter: p50 %.0f ms, p99 %.0f ms",
                studies,
                seconds,
                perSecond(),
                refused,
                withoutOutcome,
                answerP99(),
                p50(),
                p99());
    }
}
