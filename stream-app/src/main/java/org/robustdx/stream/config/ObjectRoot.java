package org.robustdx.stream.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, or the folder in it, that references may lead into.
 *
 * @param bucket name of the bucket
 * @param prefix what keys begin with: empty, or ending with a slash
 */
public record ObjectRoot(String bucket, String prefix) {
    private static final Pattern ROOT = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");
    private static final int LONGEST_KEY = 1024;

    /**
     * Returns the root that this text names.
     *
     * @throws IllegalArgumentException if it is none
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

    /** Returns the key of the object that this URI names below this root, if it does; nothing in it is decoded. */
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

    /** Without parts that somebody on the way could take for a way up, and without control characters. */
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
