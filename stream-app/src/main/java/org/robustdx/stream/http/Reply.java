package org.robustdx.stream.http;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP answer.
 *
 * @param status HTTP status code
 * @param type media type
 * @param body text in UTF-8; nobody may modify the array
 */
@SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
record Reply(int status, String type, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static Reply text(int status, String line) {
        return of(status, TEXT, line + "\n");
    }

    static Reply of(int status, String type, String body) {
        return new Reply(status, type, body.getBytes(StandardCharsets.UTF_8));
    }
}
