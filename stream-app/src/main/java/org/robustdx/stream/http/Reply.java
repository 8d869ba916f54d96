package org.robustdx.stream.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param status HTTP's
 * @param type its media type
 * @param body its text in UTF-8; whoever has it does not change it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Reply(int status, String type, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static Reply text(int status, String line) {
        return of(status, TEXT, line + "\n");
    }

    static Reply of(int status, String type, String body) {
        return new Reply(status, type, body.getBytes(StandardCharsets.UTF_8));
    }
}
