package org.robustdx.trainer.attack;

/** Checks of options, with one form of message. */
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

    /** Throws unless steps are from 1 to 10,000, as they are for every attack that has them. */
    static void requireSteps(int steps) {
        require("steps", steps, 1, 10_000);
    }

    /** Throws unless restarts are from 1 to 100, as they are for every attack that has them. */
    static void requireRestarts(int restarts) {
        require("restarts", restarts, 1, 100);
    }

    /** Returns a number without a fraction that says nothing. */
    public static String show(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static IllegalArgumentException refused(String name, double value, String expected) {
        return new IllegalArgumentException(name + ": " + show(value) + " (expected: " + expected + ")");
    }
}
