package org.robustdx.trainer.data;

/** Derives independent seeds, so that random values for one purpose do not depend on earlier draws. */
final class Seeds {
    private Seeds() {}

    /** Returns a seed that depends on every bit of all of {@code parts}, by the finaliser of SplitMix64. */
    static long mix(long... parts) {
        long h = 0x9E3779B97F4A7C15L;
        for (long part : parts) {
            h += part + 0x9E3779B97F4A7C15L;
            h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
            h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
            h ^= h >>> 31;
        }
        return h;
    }
}
