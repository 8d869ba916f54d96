package org.robustdx.schemas.serde;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Confluent's wire format with a schema registry: a zero byte, the schema's id as four bytes, most significant first, then the binary record. Schemas
 * are registered as the topic's value when they are first written. Records in single-object encoding are read too, so that a topic may change
 * over; the first byte tells which they are.
 *
 * <p>The record itself is read as everywhere here, from the array and with a limit on items: whoever may write to a topic chooses the schema too.
 */
public final class RegistryFormat implements MessageFormat {
    private static final byte MAGIC = 0;
    private static final byte SINGLE_OBJECT_MARKER = (byte) 0xC3;
    private static final int HEADER_BYTES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final long UNKNOWN_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST_IDS = 10_000;

    private final SchemaRegistry registry;
    private final SchemasById byId;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    /** Ids whose schema cannot be had: a sender must not have the registry asked by each record. */
    private final Map<Integer, Unknown> unknown = new ConcurrentHashMap<>();

    private record Unknown(long askedAt, SchemasById.Answer answer) {}

    private RegistryFormat(SchemaRegistry registry, SchemasById byId) {
        this.registry = registry;
        this.byId = byId;
    }

    /**
     * Returns the format with this registry; nothing is asked of it yet.
     *
     * @param url base of Apicurio Registry's API of version 3, such as {@code http://registry:8080/apis/registry/v3}
     * @throws IllegalArgumentException if that is no such URL
     */
    public static RegistryFormat of(URI url) {
        return of(url, PATIENCE);
    }

    /** As {@link #of(URI)}, asking again for so long where the registry does not answer. */
    static RegistryFormat of(URI url, Duration patience) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "schema-registry: %s (expected: http://HOST:PORT/apis/registry/v3)".formatted(ShownUrl.of(url)));
        }
        return new RegistryFormat(new SchemaRegistry(url, patience), new SchemasById(url, patience));
    }

    /** Registers the schema of a topic's values, if that was not done yet, and returns its id. */
    public int register(String topic, AvroCodec<?> codec) {
        Integer known = ids.get(topic + "/" + codec.name());
        if (known != null) {
            return known;
        }
        int id = registry.register(topic, SchemaHistory.of(codec.name()).newest());
        ids.put(topic + "/" + codec.name(), id);
        byId.known(id);
        return id;
    }

    @Override
    public <T extends SpecificRecordBase> byte[] encode(String topic, AvroCodec<T> codec, T message) {
        byte[] body = codec.encodeBody(message);
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .put(MAGIC)
                .putInt(register(topic, codec))
                .put(body)
                .array();
    }

    @Override
    public <T extends SpecificRecordBase> T decode(AvroCodec<T> codec, byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == SINGLE_OBJECT_MARKER) {
            return codec.decode(bytes);
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw codec.malformed("it does not begin with a zero byte and the id of a schema", null);
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        SchemasById.Answer writer = schema(id);
        Schema schema = writer.schema().orElseThrow(() -> codec.malformed("the registry " + writer.why(), null));
        return codec.decodeBody(schema, bytes, HEADER_BYTES);
    }

    private SchemasById.Answer schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return new SchemasById.Answer(Optional.of(known), "has it");
        }
        Unknown before = unknown.get(id);
        if (before != null && System.nanoTime() - before.askedAt() < UNKNOWN_NANOS) {
            return before.answer();
        }
        SchemasById.Answer answer = byId.get(id);
        if (schemas.size() + unknown.size() > MOST_IDS) {
            schemas.clear();
            unknown.clear();
        }
        answer.schema()
                .ifPresentOrElse(
                        schema -> schemas.put(id, schema),
                        () -> unknown.put(id, new Unknown(System.nanoTime(), answer)));
        return answer;
    }
}
