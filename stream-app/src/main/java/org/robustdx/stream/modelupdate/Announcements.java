package org.robustdx.stream.modelupdate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.robustdx.inference.file.Sha256;
import org.robustdx.schemas.ModelAnnouncement;

/**
 * The rules for the fields of an announcement, and its canonical text, which is signed:
 * <pre>
 * robustdx model announcement 1
 * name=...
 * version=...
 * uri=...
 * sha256=...
 * size=...
 * announced=...     milliseconds since 1970-01-01
 * key=...
 * </pre>
 * The text is UTF-8, and a line feed ends each line. No value may contain a line feed, so different announcements have
 * different texts.
 */
public final class Announcements {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern URI = Pattern.compile("[!-~]{1,2048}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Announcements() {}

    /** Returns the first rule that an announcement violates, or empty if it is valid. */
    public static Optional<String> problem(ModelAnnouncement announcement) {
        if (!NAME.matcher(announcement.getName()).matches()) {
            return Optional.of("name (expected: 1 to 128 letters, digits, '.', '_' and '-')");
        }
        if (!NAME.matcher(announcement.getVersion()).matches()) {
            return Optional.of("version (expected: 1 to 128 letters, digits, '.', '_' and '-')");
        }
        if (!NAME.matcher(announcement.getKeyName()).matches()) {
            return Optional.of("key name (expected: 1 to 128 letters, digits, '.', '_' and '-')");
        }
        if (!URI.matcher(announcement.getUri()).matches()) {
            return Optional.of("uri (expected: 1 to 2048 characters of a URI)");
        }
        if (!SHA256.matcher(announcement.getSha256()).matches()) {
            return Optional.of("sha256 (expected: 64 lower-case hexadecimal digits)");
        }
        if (announcement.getSize() < 1) {
            return Optional.of("size (expected: > 0)");
        }
        return Optional.empty();
    }

    /** Returns the canonical text as UTF-8 bytes. */
    public static byte[] canonical(ModelAnnouncement announcement) {
        return """
                robustdx model announcement 1
                name=%s
                version=%s
                uri=%s
                sha256=%s
                size=%d
                announced=%d
                key=%s
                """.formatted(
                        announcement.getName(),
                        announcement.getVersion(),
                        announcement.getUri(),
                        announcement.getSha256(),
                        announcement.getSize(),
                        announcement.getAnnouncedAt().toEpochMilli(),
                        announcement.getKeyName())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the SHA-256 of the canonical text, which identifies the announcement. */
    public static String digest(ModelAnnouncement announcement) {
        return Sha256.hex(canonical(announcement));
    }

    /** Returns the record key of an announcement: {@code name/version}. */
    public static String key(ModelAnnouncement announcement) {
        return announcement.getName() + "/" + announcement.getVersion();
    }
}
