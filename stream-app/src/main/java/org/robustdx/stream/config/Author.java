package org.robustdx.stream.config;

import java.util.UUID;

/**
 * The app that made a diagnosis, as the diagnosis states it.
 *
 * @param application name of the app
 * @param instance name of the instance
 */
public record Author(String application, String instance) {
    /** An unknown author, with empty names. */
    public static final Author UNKNOWN = new Author("", "");

    /** Returns a new name for this instance: the host name, followed by random hexadecimal digits. */
    public static String newInstance() {
        String host = System.getenv("HOSTNAME");
        return (host == null || host.isBlank() ? "instance" : host) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
