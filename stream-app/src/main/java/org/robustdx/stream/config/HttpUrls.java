package org.robustdx.stream.config;

import java.net.URI;
import org.robustdx.schemas.shown.ShownUrl;

/** Checks URLs of HTTP services in the configuration. */
final class HttpUrls {
    private HttpUrls() {}

    /**
     * Throws if {@code url} is not a plain HTTP or HTTPS URL. The message does not repeat a URL with a password.
     *
     * @param name name of the setting
     * @throws IllegalArgumentException if the URL is not accepted
     */
    static void check(String name, URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
            throw refused(name, url.getRawUserInfo() == null ? ShownUrl.of(url) : "a URL with a password");
        }
    }

    static IllegalArgumentException refused(String name, String url) {
        return new IllegalArgumentException("%s: %s (expected: http://HOST:PORT or https://...)".formatted(name, url));
    }
}
