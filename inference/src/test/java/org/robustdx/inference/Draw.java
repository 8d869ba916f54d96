package org.robustdx.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Draws the values of one try of a property, and remembers them for the message of a failure. The ends of a range come up more often than by chance:
 * the first
 * try draws every smallest value, the second every largest one, and the others an end about one time in ten.
 */
public final class Draw {
    private static final int ENDS_ONE_IN = 10;

    private final int number;
    private final SplittableRandom random;
    private final StringJoiner drawn = new StringJoiner(", ");

    private Draw(int number) {
        this.number = number;
        this.random = new SplittableRandom(number);
    }

    /** A statement that holds for every draw. */
    @FunctionalInterface
    public interface Property {
        /** Fails where it does not hold. */
        void holds(Draw draw) throws Exception;
    }

    /**
     * Checks a property on so many draws, the same ones in every run.
     *
     * @throws AssertionError if it does not hold for one of them; the message has its number and what it drew
     */
    public static void tries(int tries, Property property) {
        for (int number = 0; number < tries; number++) {
            Draw draw = new Draw(number);
            try {
                property.holds(draw);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("try %d of %d, which drew %s".formatted(number, tries, draw.drawn), e);
            }
        }
    }

    /** Returns a number from {@code least} to {@code most}, both included. */
    public int integer(int least, int most) {
        return (int) number(least, most);
    }

    /** Returns any {@code int}. */
    public int integer() {
        return integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Returns a number from {@code least} to {@code most}, both included. */
    public long number(long least, long most) {
        return noted(
                switch (end()) {
                    case LEAST -> least;
                    case MOST -> most;
                    case NEITHER -> between(least, most);
                });
    }

    /** Returns any {@code long}; unlike those of ranges, without a preference for the ends. */
    public long seed() {
        return noted(random.nextLong());
    }

    /** Returns a number from {@code least} to {@code most}, both included. */
    public double real(double least, double most) {
        return noted(
                switch (end()) {
                    case LEAST -> least;
                    case MOST -> most;
                    case NEITHER -> least + (most - least) * random.nextDouble();
                });
    }

    /** Returns true or false. */
    public boolean truth() {
        return integer(0, 1) == 1;
    }

    /** Returns any byte. */
    public byte octet() {
        return (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    /** Returns one of these. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T of(T... choices) {
        return choices[integer(0, choices.length - 1)];
    }

    /** Returns {@code least} to {@code most} values, each of them from {@code element}. */
    public <T> List<T> list(int least, int most, Supplier<T> element) {
        int size = integer(least, most);
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(element.get());
        }
        return values;
    }

    /** Returns {@code least} to {@code most} bytes. */
    public byte[] bytes(int least, int most) {
        byte[] bytes = new byte[integer(least, most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private enum End {
        LEAST,
        MOST,
        NEITHER
    }

    private End end() {
        int which = number < 2 ? number : random.nextInt(2 * ENDS_ONE_IN);
        return which == 0 ? End.LEAST : which == 1 ? End.MOST : End.NEITHER;
    }

    private long between(long least, long most) {
        return most == Long.MAX_VALUE && least == Long.MIN_VALUE
                ? random.nextLong()
                : most == Long.MAX_VALUE ? random.nextLong(least - 1, most) + 1 : random.nextLong(least, most + 1);
    }

    private <T> T noted(T value) {
        drawn.add(String.valueOf(value));
        return value;
    }
}
