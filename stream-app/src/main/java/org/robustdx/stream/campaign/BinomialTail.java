package org.robustdx.stream.campaign;

/**
 * The upper tail of the binomial distribution. The terms are summed relative to the logarithm of the first one, so the
 * result neither underflows nor loses digits to a difference from 1. The relative error is below 1e-8 for up to a
 * million trials.
 */
public final class BinomialTail {
    private static final int EXACT = 256;
    private static final double[] LOG_FACTORIALS = new double[EXACT];
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** A term below this share of the sum changes none of the sum's digits. */
    private static final double NEGLIGIBLE = 1e-17;

    static {
        for (int i = 2; i < EXACT; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + Math.log(i);
        }
    }

    private BinomialTail() {}

    /**
     * Returns P(X ≥ {@code successes}) for {@code trials} trials. The result is never below the smallest positive
     * double.
     *
     * @param successes 0 to {@code trials}
     * @param rate probability of success in each trial, above 0 and below 1
     * @throws IllegalArgumentException if a parameter is outside its range
     */
    public static double atLeast(long successes, long trials, double rate) {
        return Math.max(Double.MIN_VALUE, Math.exp(logAtLeast(successes, trials, rate)));
    }

    /**
     * Returns the natural logarithm of P(X ≥ {@code successes}). It is exact also where the probability itself is too
     * small for a double.
     *
     * @param successes 0 to {@code trials}
     * @param rate probability of success in each trial, above 0 and below 1
     * @throws IllegalArgumentException if a parameter is outside its range
     */
    public static double logAtLeast(long successes, long trials, double rate) {
        if (trials < 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    "successes: %d of %d (expected: 0 <= successes <= trials)".formatted(successes, trials));
        }
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("rate: %s (expected: 0 < rate < 1)".formatted(rate));
        }
        if (successes == 0) {
            return 0;
        }
        double odds = rate / (1 - rate);
        if (successes > trials * rate) {
            // Above the mean, the terms decrease upwards.
            double sum = 1;
            double term = 1;
            for (long i = successes; i < trials && term > sum * NEGLIGIBLE; i++) {
                term *= (double) (trials - i) / (i + 1) * odds;
                sum += term;
            }
            return Math.min(0, logProbability(successes, trials, rate) + Math.log(sum));
        }
        // Below the mean, the lower tail is the smaller part, and its terms decrease downwards.
        double sum = 1;
        double term = 1;
        for (long i = successes - 1; i > 0 && term > sum * NEGLIGIBLE; i--) {
            term *= (double) i / (trials - i + 1) / odds;
            sum += term;
        }
        return Math.log1p(-Math.min(1, Math.exp(logProbability(successes - 1, trials, rate) + Math.log(sum))));
    }

    private static double logProbability(long successes, long trials, double rate) {
        return logFactorial(trials)
                - logFactorial(successes)
                - logFactorial(trials - successes)
                + successes * Math.log(rate)
                + (trials - successes) * Math.log1p(-rate);
    }

    /**
     * Returns ln(n!) by Stirling's series (Abramowitz and Stegun, 6.1.41). The first omitted term is below 1e-19 for n
     * ≥ {@value #EXACT}.
     */
    private static double logFactorial(long n) {
        if (n < EXACT) {
            return LOG_FACTORIALS[(int) n];
        }
        double x = n;
        double square = x * x;
        double series = (1 / 12.0 - (1 / 360.0 - 1 / (1260.0 * square)) / square) / x;
        return (x + 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + series;
    }
}
