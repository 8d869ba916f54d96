package org.robustdx.stream.dlq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** One record of the topic of dead letters. Nothing in it is taken for granted: anybody may have written there. */
public final class Letter {
    private final LetterPosition position;
    private final ConsumerRecord<byte[], byte[]> message;

    private Letter(LetterPosition position, ConsumerRecord<byte[], byte[]> message) {
        this.position = position;
        this.message = message;
    }

    /** Returns the letter that this record holds. */
    public static Letter of(ConsumerRecord<byte[], byte[]> message) {
        return new Letter(new LetterPosition(message.partition(), message.offset()), message);
    }

    /** Returns where it is. */
    public LetterPosition position() {
        return position;
    }

    /** Returns the reason's code, or a question mark where the record has none. */
    public String reason() {
        return header(DeadLetter.REASON).orElse("?");
    }

    /** Returns the stage that refused it, or a question mark where the record has none. */
    public String stage() {
        return header(DeadLetter.STAGE).orElse("?");
    }

    /** Returns the line for people. */
    public String message() {
        return header(DeadLetter.MESSAGE).orElse("");
    }

    /** Returns the topic that the record came from, if it says so. */
    public Optional<String> originTopic() {
        return header(DeadLetter.TOPIC);
    }

    /** Returns the partition that the record came from, or -1 if it does not say so. */
    public int originPartition() {
        return (int) number(DeadLetter.PARTITION).stream()
                .filter(partition -> partition <= Integer.MAX_VALUE)
                .findAny()
                .orElse(-1);
    }

    /** Returns the offset that the record came from, if it says so. */
    public OptionalLong originOffset() {
        return number(DeadLetter.OFFSET);
    }

    /** Returns when the original record was sent, or this one where it does not say so. */
    public Instant sent() {
        return Instant.ofEpochMilli(number(DeadLetter.TIMESTAMP).orElse(Math.max(0, message.timestamp())));
    }

    /** Returns the original key. */
    public byte @Nullable [] key() {
        return message.key();
    }

    /** Returns the original value; {@code null} where there was none or it had to be left out. */
    public byte @Nullable [] value() {
        return message.value();
    }

    /** Returns whether the original value had to be left out. */
    public boolean omitted() {
        return value() == null && header(DeadLetter.OMITTED_BYTES).isPresent();
    }

    /** Returns the SHA-256 of a value that was left out. */
    public String omittedSha256() {
        return header(DeadLetter.OMITTED_SHA256).orElse("?");
    }

    /** Returns the size of the original value in bytes, whether it is here or not. */
    public long size() {
        byte[] value = value();
        return value != null ? value.length : number(DeadLetter.OMITTED_BYTES).orElse(0);
    }

    /** Returns every header, the sender's and ours. */
    public Headers headers() {
        return message.headers();
    }

    /** Returns the sender's own headers. */
    public Headers sendersHeaders() {
        Headers headers = new RecordHeaders();
        for (Header header : message.headers()) {
            if (!DeadLetter.isOurs(header.key())) {
                headers.add(header);
            }
        }
        return headers;
    }

    private Optional<String> header(String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private OptionalLong number(String name) {
        return header(name).filter(text -> text.matches("\\d{1,18}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
