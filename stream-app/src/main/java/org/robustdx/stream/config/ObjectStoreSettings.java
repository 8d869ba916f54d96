package org.robustdx.stream.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * An S3-compatible object store, and what of it may be read. Credentials come from where AWS' tools find them: environment, profile, the machine.
 *
 * @param endpoint its URL, for stores other than AWS' own, whose buckets are then part of the path
 * @param region region that requests are signed for
 * @param roots buckets, or folders in them, that references may lead into; at least one
 * @param timeout longest time for a small object, with all tries; a large one has more: {@link #fetchTime}
 */
public record ObjectStoreSettings(Optional<URI> endpoint, String region, List<ObjectRoot> roots, Duration timeout) {
    public ObjectStoreSettings {
        roots = List.copyOf(roots);
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("object-root: none (expected: s3://BUCKET[/PREFIX], at least one)");
        }
        endpoint.ifPresent(url -> HttpUrls.check("object-store", url));
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(
                    "object-region: %s (expected: letters, digits and '-')".formatted(region));
        }
        if (timeout.toMillis() < 1 || timeout.toSeconds() > 300) {
            throw new IllegalArgumentException(
                    "object-timeout: %s (expected: 1 to 300)".formatted(timeout.toMillis() / 1e3));
        }
    }

    /** Returns how long the fetch of an object may take. */
    public FetchTime fetchTime() {
        return new FetchTime(timeout);
    }

    /** Returns the settings as lines to be shown. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("object-store = " + endpoint.map(ShownUrl::of).orElse("(AWS)"));
        lines.add("object-region = " + region);
        roots.forEach(root -> lines.add("object-root = " + root));
        lines.add("object-timeout = " + timeout.toMillis() / 1e3);
        return lines;
    }
}
