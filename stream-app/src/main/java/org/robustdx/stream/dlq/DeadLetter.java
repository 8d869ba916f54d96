package org.robustdx.stream.dlq;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;

/**
 * A record that cannot be diagnosed, in the form in which it goes to the dead-letter topic: its original value and
 * headers, plus headers that state the reason and the origin.
 *
 * @param value the record's original value
 * @param refusal the reason
 * @param position where the record was read
 */
@SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
public record DeadLetter(byte @Nullable [] value, Refusal refusal, Position position) {
    /** Header: code of the reason, a name of {@link Reason}. */
    public static final String REASON = "robustdx.reason";

    /** Header: stage that refused the record, a name of {@link Reason.Stage}. */
    public static final String STAGE = "robustdx.stage";

    /** Header: class that reported the failure. */
    public static final String EXCEPTION = "robustdx.exception";

    /** Header: message for people, in one line. */
    public static final String MESSAGE = "robustdx.message";

    /** Header: topic in which the record was. */
    public static final String TOPIC = "robustdx.topic";

    /** Header: partition in which the record was. */
    public static final String PARTITION = "robustdx.partition";

    /** Header: offset of the record in that partition. */
    public static final String OFFSET = "robustdx.offset";

    /** Header: timestamp of the record, milliseconds since 1970. */
    public static final String TIMESTAMP = "robustdx.timestamp";

    /** Header: size of the original value; present only if the value was omitted. */
    public static final String OMITTED_BYTES = "robustdx.omitted.bytes";

    /** Header: SHA-256 of the original value; present only if the value was omitted. */
    public static final String OMITTED_SHA256 = "robustdx.omitted.sha256";

    /** Header: size of the original key; present only if key and headers were omitted. */
    public static final String OMITTED_KEY_BYTES = "robustdx.omitted.key.bytes";

    /** Header: SHA-256 of the original key; present only if key and headers were omitted. */
    public static final String OMITTED_KEY_SHA256 = "robustdx.omitted.key.sha256";

    /** Header: approximate size of the original headers in bytes; present only if key and headers were omitted. */
    public static final String OMITTED_HEADERS = "robustdx.omitted.headers.bytes";

    private static final String OURS = "robustdx.";

    /**
     * The position of a record.
     *
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     * @param timestamp its timestamp, milliseconds since 1970
     */
    public record Position(String topic, int partition, long offset, long timestamp) {}

    /** Returns whether a header name is reserved for the app. */
    public static boolean isOurs(String header) {
        return header.startsWith(OURS);
    }

    /**
     * The parts of a dead letter's record.
     *
     * @param key the original key, or {@code null}
     * @param value the original value, or {@code null}
     * @param headers the original headers without reserved names, plus the headers of this class
     */
    public record Kept(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    /**
     * Returns the parts of the record that fit into a dead letter. Normally these are all parts. Only a record that its
     * producer compressed can exceed the limit. Then the value is omitted, and if that is not enough, also key and
     * headers. Size and SHA-256 identify an omitted part.
     *
     * @param key the original key
     * @param original the original headers
     * @param largest maximum size of key, value and original headers together, in bytes
     */
    public Kept kept(byte @Nullable [] key, Headers original, int largest) {
        Headers headers = new RecordHeaders();
        for (Header header : original) {
            if (!isOurs(header.key())) {
                headers.add(header);
            }
        }
        long rest = size(key) + RecordWeights.of(headers);
        boolean whole = rest + size(value) <= largest;
        boolean restToo = whole || rest <= largest;
        if (!restToo) {
            headers = new RecordHeaders();
            add(headers, OMITTED_HEADERS, Long.toString(RecordWeights.of(original)));
            if (key != null) {
                add(headers, OMITTED_KEY_BYTES, Integer.toString(key.length));
                add(headers, OMITTED_KEY_SHA256, Sha256.hex(key));
            }
        }
        if (!whole && value != null) {
            add(headers, OMITTED_BYTES, Integer.toString(value.length));
            add(headers, OMITTED_SHA256, Sha256.hex(value));
        }
        say(headers);
        return new Kept(restToo ? key : null, whole ? value : null, headers);
    }

    private void say(Headers headers) {
        add(headers, REASON, refusal.reason().name());
        add(headers, STAGE, refusal.reason().stage().name());
        add(headers, EXCEPTION, refusal.exception());
        add(headers, MESSAGE, refusal.message());
        add(headers, TOPIC, position.topic());
        add(headers, PARTITION, Integer.toString(position.partition()));
        add(headers, OFFSET, Long.toString(position.offset()));
        add(headers, TIMESTAMP, Long.toString(position.timestamp()));
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
