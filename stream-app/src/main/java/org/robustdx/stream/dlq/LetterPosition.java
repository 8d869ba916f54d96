package org.robustdx.stream.dlq;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of a dead letter in its topic, written as {@code PARTITION/OFFSET}.
 *
 * @param partition its partition, 0 or more
 * @param offset its offset, 0 or more
 */
public record LetterPosition(int partition, long offset) implements Comparable<LetterPosition> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,18})");
    private static final Comparator<LetterPosition> ORDER =
            Comparator.comparingInt(LetterPosition::partition).thenComparingLong(LetterPosition::offset);

    /**
     * Parses a position.
     *
     * @throws IllegalArgumentException if the text does not have the form {@code PARTITION/OFFSET}
     */
    public static LetterPosition parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("position: %s (expected: PARTITION/OFFSET)".formatted(text));
        }
        return new LetterPosition(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public int compareTo(LetterPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "/" + offset;
    }
}
