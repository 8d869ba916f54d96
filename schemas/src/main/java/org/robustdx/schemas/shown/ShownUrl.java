package org.robustdx.schemas.shown;

import java.net.URI;
import java.util.regex.Pattern;

/** URLs without what may be a secret: user and password, query, fragment. */
public final class ShownUrl {
    private static final String HIDDEN = "(a URL that may hold a secret)";
    /** Scheme; user and password, up to the last @ before the path; host and path; query and fragment. */
    private static final Pattern URL = Pattern.compile(
            "([a-zA-Z][a-zA-Z0-9+.-]{0,30}://)(?:[^/?#\\s]*@)?([^?#\\s'\"<>()]*)(?:[?#][^\\s'\"<>()]*)?");

    private ShownUrl() {}

    /** Returns scheme, host, port and path; of what is no URL with a host, nothing that may be a secret. */
    public static String of(URI url) {
        if (url.getScheme() == null || url.getHost() == null) {
            String text = url.toString();
            return text.matches("[^@?#]*") ? text : HIDDEN;
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + url.getHost() + port + path;
    }

    /** Returns the text with every URL in it as {@link #of} shows it. */
    public static String in(String text) {
        return text.contains("://") ? URL.matcher(text).replaceAll("$1$2") : text;
    }
}
