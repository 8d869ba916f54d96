package org.robustdx.console.web;

import java.util.Map;
import org.eclipse.jetty.server.Response;

/** The headers of every answer: nothing but this host is loaded, nothing is framed, cached or guessed. */
final class SecurityHeaders {
    /** Scripts, styles and pictures come from this host alone; inline ones are forbidden. */
    static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
            + " object-src 'none'; require-trusted-types-for 'script'; trusted-types console";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Cache-Control", "no-store",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()");

    private SecurityHeaders() {}

    static void put(Response response) {
        HEADERS.forEach(response.getHeaders()::put);
    }
}
