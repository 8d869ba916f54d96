package org.robustdx.stream.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, or a folder in it, below which references may name objects.
 *
 * @param bucket name of the bucket
 * @param prefix required start of the keys: empty, or ends with a slash
 */
public record ObjectRoot(String bucket, String prefix) {
    private static final Pattern ROOT = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");
    private static final int LONGEST_KEY = 1024;

    /**
     * Parses a root of the form {@code s3://BUCKET[/PREFIX]}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static ObjectRoot parse(String text) {
        Matcher parts = ROOT.matcher(text);
        String prefix = parts.matches() && parts.group(2) != null ? parts.group(2) : "";
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        if (!parts.matches() || !(folder.isEmpty() || plain(folder + "key"))) {
            throw new IllegalArgumentException("object-root: %s (expected: s3://BUCKET[/PREFIX])".formatted(text));
        }
        return new ObjectRoot(parts.group(1), folder);
    }

    /** Returns the object key of a URI, if it is below this root. Percent escapes are not decoded. */
    public Optional<String> key(String uri) {
        String start = "s3://" + bucket + "/";
        if (!uri.startsWith(start)) {
            return Optional.empty();
        }
        String key = uri.substring(start.length());
        return key.startsWith(prefix) && key.length() > prefix.length() && plain(key)
                ? Optional.of(key)
                : Optional.empty();
    }

    /**
     * Returns whether a key has no empty, {@code .} or {@code ..} parts, which a proxy could resolve to a path outside
     * the root, and no control characters.
     */
    private static boolean plain(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY
                && key.chars().noneMatch(Character::isISOControl)
                && Arrays.stream(key.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}
