package org.robustdx.trainer.common;

/** Checks numeric arguments. All messages have the same form. */
public final class Bounds {
    private Bounds() {}

    /** Throws {@link IllegalArgumentException} unless {@code low <= value <= high}. */
    public static void require(String name, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + low + " <= " + name + " <= " + high + ")");
        }
    }

    /** Throws {@link IllegalArgumentException} unless {@code low < value <= high}. */
    public static void requireAbove(String name, double value, double low, double high) {
        if (!(value > low && value <= high)) {
            throw refused(name, value, show(low) + " < " + name + " <= " + show(high));
        }
    }

    /** Throws {@link IllegalArgumentException} unless {@code low <= value <= high}. */
    public static void requireFrom(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw refused(name, value, show(low) + " <= " + name + " <= " + show(high));
        }
    }

    /** Throws {@link IllegalArgumentException} unless {@code low <= value < high}. */
    public static void requireBelow(String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw refused(name, value, show(low) + " <= " + name + " < " + show(high));
        }
    }

    /** Throws {@link IllegalArgumentException} unless {@code low < value < high}. */
    public static void requireWithin(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw refused(name, value, show(low) + " < " + name + " < " + show(high));
        }
    }

    /** Returns a number, without its fraction if that is 0. */
    public static String show(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static IllegalArgumentException refused(String name, double value, String expected) {
        return new IllegalArgumentException(name + ": " + show(value) + " (expected: " + expected + ")");
    }
}
