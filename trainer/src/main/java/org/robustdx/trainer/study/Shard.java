package org.robustdx.trainer.study;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several processes that share the models of a study. Each model belongs to exactly one of them.
 *
 * @param index number of the process, from 1
 * @param count number of processes
 */
public record Shard(int index, int count) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    public Shard {
        if (index < 1 || index > count) {
            throw refused(index + "/" + count);
        }
    }

    /** Returns the only process of a study. */
    public static Shard whole() {
        return new Shard(1, 1);
    }

    /**
     * Returns the process that a text such as {@code 1/2} names.
     *
     * @throws IllegalArgumentException if it names none
     */
    public static Shard parse(String text) {
        Matcher numbers = TEXT.matcher(text);
        if (!numbers.matches()) {
            throw refused(text);
        }
        return new Shard(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }

    /** Returns whether the model at this position of the study, from 0, belongs to this process. */
    boolean owns(int position) {
        return position % count == index - 1;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("shard: " + text + " (expected: I/N with 1 <= I <= N, such as 1/2)");
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
