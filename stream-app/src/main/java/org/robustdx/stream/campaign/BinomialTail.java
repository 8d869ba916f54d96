package org.robustdx.stream.campaign;

/**
 * The upper tail of the binomial distribution, summed in logarithms, so that it neither underflows nor loses its digits to a difference from 1.
 * For up to a million trials the relative error is below 1e-8.
 */
public final class BinomialTail {
    private static final int EXACT = 256;
    private static final double[] LOG_FACTORIALS = new double[EXACT];
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** A term that much smaller than the sum changes no digit of it. */
    private static final double NEGLIGIBLE = 1e-17;

    static {
        for (int i = 2; i < EXACT; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + Math.log(i);
        }
    }

    private BinomialTail() {}

    /**
     * Returns the probability of at least {@code successes} in {@code trials}, never less than the smallest positive double.
     *
     * @param successes 0 to {@code trials}
     * @param rate probability of each success, above 0 and below 1
     */
    public static double atLeast(long successes, long trials, double rate) {
        return Math.max(Double.MIN_VALUE, Math.exp(logAtLeast(successes, trials, rate)));
    }

    /** Returns the natural logarithm of that probability, also where the probability itself is too small for a double. */
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
            // Above the mean the terms only shrink.
            double sum = 1;
            double term = 1;
            for (long i = successes; i < trials && term > sum * NEGLIGIBLE; i++) {
                term *= (double) (trials - i) / (i + 1) * odds;
                sum += term;
            }
            return Math.min(0, logProbability(successes, trials, rate) + Math.log(sum));
        }
        // Below it the rest is the smaller part: the terms shrink downwards.
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

    /** Stirling's series (Abramowitz and Stegun, 6.1.41), whose fourth term is below 1e-19 here. */
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
