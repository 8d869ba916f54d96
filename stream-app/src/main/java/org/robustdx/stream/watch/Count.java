package org.robustdx.stream.watch;

/** A number of things, in words. */
public final class Count {
    private Count() {}

    /** Returns "1 alert", "2 alerts" and so on, for a noun whose plural ends in {@code s}. */
    public static String of(long number, String noun) {
        return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }
}
