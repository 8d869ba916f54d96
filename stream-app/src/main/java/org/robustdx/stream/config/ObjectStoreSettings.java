package org.robustdx.stream.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Settings of an S3-compatible object store. Credentials come from the default AWS chain: environment, profile, then
 * instance.
 *
 * @param endpoint URL of a store other than AWS, which is addressed with the bucket in the path; empty for AWS
 * @param region region for which requests are signed
 * @param roots buckets, or folders in them, below which references may name objects; at least one
 * @param timeout maximum time for a small object, including all tries; large objects get more, see {@link #fetchTime}
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

    /** Returns the maximum time to fetch an object. */
    public FetchTime fetchTime() {
        return new FetchTime(timeout);
    }

    /** Returns the settings as lines to print. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("object-store = " + endpoint.map(ShownUrl::of).orElse("(AWS)"));
        lines.add("object-region = " + region);
        roots.forEach(root -> lines.add("object-root = " + root));
        lines.add("object-timeout = " + timeout.toMillis() / 1e3);
        return lines;
    }
}
