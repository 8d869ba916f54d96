package org.robustdx.stream.config;

import java.net.URI;
import org.robustdx.schemas.shown.ShownUrl;

/** What is to be reached over HTTP, by configuration. */
final class HttpUrls {
    private HttpUrls() {}

    /**
     * Refuses what is no plain URL of HTTP or HTTPS; a password in it is not repeated.
     *
     * @param name of the setting
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
