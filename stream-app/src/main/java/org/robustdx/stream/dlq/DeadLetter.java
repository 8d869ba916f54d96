package org.robustdx.stream.dlq;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;

/**
 * One record that cannot be diagnosed, as it goes to the dead letters: its value byte for byte, its own headers, and
 * beside them why it is here and where it came from.
 *
 * @param value the record's original value
 * @param refusal why it is here
 * @param position where it came from
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between two processors, never compared.
public record DeadLetter(byte @Nullable [] value, Refusal refusal, Position position) {
    /** Code of the reason, a name of {@link Reason}. */
    public static final String REASON = "robustdx.reason";

    /** Stage that refused it, a name of {@link Reason.Stage}. */
    public static final String STAGE = "robustdx.stage";

    /** Class that reported it. */
    public static final String EXCEPTION = "robustdx.exception";

    /** One line for people. */
    public static final String MESSAGE = "robustdx.message";

    /** Topic it came from. */
    public static final String TOPIC = "robustdx.topic";

    /** Partition it came from. */
    public static final String PARTITION = "robustdx.partition";

    /** Its offset there. */
    public static final String OFFSET = "robustdx.offset";

    /** Its timestamp there, milliseconds since 1970. */
    public static final String TIMESTAMP = "robustdx.timestamp";

    /** Size of the original value; present only where the value had to be left out. */
    public static final String OMITTED_BYTES = "robustdx.omitted.bytes";

    /** SHA-256 of the original value; present only where the value had to be left out. */
    public static final String OMITTED_SHA256 = "robustdx.omitted.sha256";

    /** Size of the original key; present only where key and headers had to be left out. */
    public static final String OMITTED_KEY_BYTES = "robustdx.omitted.key.bytes";

    /** SHA-256 of the original key; present only where key and headers had to be left out. */
    public static final String OMITTED_KEY_SHA256 = "robustdx.omitted.key.sha256";

    /** About how many bytes the original headers had; present only where key and headers had to be left out. */
    public static final String OMITTED_HEADERS = "robustdx.omitted.headers.bytes";

    private static final String OURS = "robustdx.";

    /**
     * Where a record was read.
     *
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     * @param timestamp its timestamp, milliseconds since 1970
     */
    public record Position(String topic, int partition, long offset, long timestamp) {}

    /** Returns whether a header of this name is ours to set, and nobody else's. */
    public static boolean isOurs(String header) {
        return header.startsWith(OURS);
    }

    /**
     * What goes to the dead letters.
     *
     * @param key the record's own, or {@code null}
     * @param value the record's own, or {@code null}
     * @param headers the record's own, less any that pose as ours, and ours
     */
    public record Kept(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    /**
     * Returns what is kept of the record: all of it, unless it is larger than any record may be. That happens only to a record that its producer
     * compressed below the topic's limit. Its value is left out then, and where that is not enough its key and its headers too; headers of ours
     * identify them at their source.
     *
     * @param key the record's own
     * @param original the record's own headers
     * @param largest bytes that key, value and the record's own headers may have together
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
