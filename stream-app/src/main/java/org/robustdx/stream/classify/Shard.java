package org.robustdx.stream.classify;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.robustdx.inference.file.Sha256;
import org.robustdx.kafka.UserException;

/**
 * One of several parts of a set of images. The SHA-256 of an image's name decides its part, so every image is in exactly
 * one, on every machine, and stays there when images are added.
 *
 * @param number which part, 1 to {@code count}
 * @param count number of parts
 */
public record Shard(int number, int count) {
    /** The part that holds all images. */
    public static final Shard ALL = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");
    private static final String EXPECTED = "shard: %s (expected: I/N with 1 <= I <= N, such as 1/4)";
    private static final int DIGITS = 15;
    private static final int HEXADECIMAL = 16;

    /** @throws UserException if there is no such part */
    public Shard {
        if (number < 1 || number > count) {
            throw UserException.badInput(EXPECTED.formatted(number + "/" + count));
        }
    }

    /**
     * Parses {@code I/N}, such as {@code 1/4}.
     *
     * @throws UserException if the text has another form, or there is no such part
     */
    public static Shard parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw UserException.badInput(EXPECTED.formatted(text));
        }
        return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    /** Returns whether the image with this {@linkplain NamedImage#key name} is in this part. */
    public boolean has(String key) {
        String digest = Sha256.hex(key.getBytes(StandardCharsets.UTF_8));
        return Long.parseLong(digest.substring(0, DIGITS), HEXADECIMAL) % count == number - 1;
    }
}
