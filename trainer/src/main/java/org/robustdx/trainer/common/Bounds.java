package org.robustdx.trainer.common;

/** Checks arguments, with one form of message. */
public final class Bounds {
    private Bounds() {}

    /** Throws unless {@code low <= value <= high}. */
    public static void require(String name, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + low + " <= " + name + " <= " + high + ")");
        }
    }

    /** Throws unless {@code low < value <= high}. */
    public static void requireAbove(String name, double value, double low, double high) {
        if (!(value > low && value <= high)) {
            throw refused(name, value, show(low) + " < " + name + " <= " + show(high));
        }
    }

    /** Throws unless {@code low <= value <= high}. */
    public static void requireFrom(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw refused(name, value, show(low) + " <= " + name + " <= " + show(high));
        }
    }

    /** Throws unless {@code low <= value < high}. */
    public static void requireBelow(String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw refused(name, value, show(low) + " <= " + name + " < " + show(high));
        }
    }

    /** Throws unless {@code low < value < high}. */
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
