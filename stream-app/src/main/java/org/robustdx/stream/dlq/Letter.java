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

/** A record of the dead-letter topic. Any program may have written it, so no header is trusted. */
public final class Letter {
    private final LetterPosition position;
    private final ConsumerRecord<byte[], byte[]> message;

    private Letter(LetterPosition position, ConsumerRecord<byte[], byte[]> message) {
        this.position = position;
        this.message = message;
    }

    /** Returns the dead letter in a record. */
    public static Letter of(ConsumerRecord<byte[], byte[]> message) {
        return new Letter(new LetterPosition(message.partition(), message.offset()), message);
    }

    /** Returns its position in the dead-letter topic. */
    public LetterPosition position() {
        return position;
    }

    /** Returns the code of the reason, or {@code ?} if the header is missing. */
    public String reason() {
        return header(DeadLetter.REASON).orElse("?");
    }

    /** Returns the stage that refused the record, or {@code ?} if the header is missing. */
    public String stage() {
        return header(DeadLetter.STAGE).orElse("?");
    }

    /** Returns the message for people, or an empty text. */
    public String message() {
        return header(DeadLetter.MESSAGE).orElse("");
    }

    /** Returns the topic in which the original record was, if the header states it. */
    public Optional<String> originTopic() {
        return header(DeadLetter.TOPIC);
    }

    /** Returns the partition in which the original record was, or -1 if the header is missing or invalid. */
    public int originPartition() {
        return (int) number(DeadLetter.PARTITION).stream()
                .filter(partition -> partition <= Integer.MAX_VALUE)
                .findAny()
                .orElse(-1);
    }

    /** Returns the offset of the original record, if the header states it. */
    public OptionalLong originOffset() {
        return number(DeadLetter.OFFSET);
    }

    /** Returns the timestamp of the original record. If the header is missing, returns that of the dead letter. */
    public Instant sent() {
        return Instant.ofEpochMilli(number(DeadLetter.TIMESTAMP).orElse(Math.max(0, message.timestamp())));
    }

    /** Returns the original key. */
    public byte @Nullable [] key() {
        return message.key();
    }

    /** Returns the original value, or {@code null} if it was null or omitted. */
    public byte @Nullable [] value() {
        return message.value();
    }

    /** Returns whether the original value was omitted. */
    public boolean omitted() {
        return value() == null && header(DeadLetter.OMITTED_BYTES).isPresent();
    }

    /** Returns the SHA-256 of an omitted value, or {@code ?} if the header is missing. */
    public String omittedSha256() {
        return header(DeadLetter.OMITTED_SHA256).orElse("?");
    }

    /** Returns the size of the original value in bytes, also if it was omitted. */
    public long size() {
        byte[] value = value();
        return value != null ? value.length : number(DeadLetter.OMITTED_BYTES).orElse(0);
    }

    /** Returns all headers, including those of the app. */
    public Headers headers() {
        return message.headers();
    }

    /** Returns the headers of the original record. */
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
