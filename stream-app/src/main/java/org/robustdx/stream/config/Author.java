package org.robustdx.stream.config;

import java.util.UUID;

/**
 * Who decides, as diagnoses name it.
 *
 * @param application name of the app
 * @param instance which of its instances
 */
public record Author(String application, String instance) {
    /** Nobody that is known. */
    public static final Author UNKNOWN = new Author("", "");

    /** Returns a name for this instance: where it runs, and a part that is new each time. */
    public static String newInstance() {
        String host = System.getenv("HOSTNAME");
        return (host == null || host.isBlank() ? "instance" : host) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
