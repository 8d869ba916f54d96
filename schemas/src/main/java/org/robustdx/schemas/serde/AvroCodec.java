package org.robustdx.schemas.serde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * One record type to bytes and back in Avro's single-object encoding: the marker {@code C3 01}, the CRC-64-AVRO
 * fingerprint of the writer's schema in little endian, then the binary record. Thread-safe.
 *
 * <p>Reading does not go through Avro's {@code BinaryMessageDecoder}: that one reads from a stream, cannot know how
 * many bytes are left, and allocates whatever a length prefix asks for, up to 2 GiB. This one reads from the array,
 * so that no length goes beyond it.
 *
 * @param <T> the generated record
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro specification</a>
 */
public final class AvroCodec<T extends SpecificRecordBase> {
    /** Most array and map items that one message may hold in all. */
    public static final int MAX_ITEMS = 65_536;

    private static final int HEADER_BYTES = 10;
    private static final int MOST_FOREIGN = 256;
    private static final short MARKER = (short) 0xC301;

    private final String name;
    private final Schema current;
    private final MessageModel model;
    private final BinaryMessageEncoder<T> encoder;
    private final Map<Long, SpecificDatumReader<T>> readers;
    private final Map<Schema, SpecificDatumReader<T>> foreign = new ConcurrentHashMap<>();

    private AvroCodec(MessageModel model, Schema current, Map<Long, SpecificDatumReader<T>> readers) {
        this.name = current.getName();
        this.model = model;
        this.current = current;
        this.encoder = new BinaryMessageEncoder<>(model, current);
        this.readers = Map.copyOf(readers);
    }

    /** Returns a codec that writes the current schema of this record and reads every version of it. */
    static <T extends SpecificRecordBase> AvroCodec<T> of(Class<T> type) {
        MessageModel model = new MessageModel();
        Schema current = model.getSchema(type);
        Map<Long, SpecificDatumReader<T>> readers = new HashMap<>();
        for (Schema writer : SchemaHistory.of(current.getName()).versions()) {
            readers.put(
                    SchemaNormalization.parsingFingerprint64(writer),
                    new SpecificDatumReader<>(writer, current, model));
        }
        readers.put(
                SchemaNormalization.parsingFingerprint64(current), new SpecificDatumReader<>(current, current, model));
        return new AvroCodec<>(model, current, readers);
    }

    /** Returns the record as bytes. */
    public byte[] encode(T message) {
        try {
            ByteBuffer encoded = encoder.encode(message);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be encoded", e);
        }
    }

    /**
     * Returns the record in these bytes.
     *
     * @throws MalformedMessageException if they are anything else than exactly one record of a known version
     */
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw malformed("%d bytes are too few for a header".formatted(bytes.length), null);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getShort() != MARKER) {
            String instead = bytes[0] == 0 ? ", but with a zero byte, as in the wire format of schema registries" : "";
            throw malformed("it does not begin with the marker C3 01" + instead, null);
        }
        long fingerprint = header.order(ByteOrder.LITTLE_ENDIAN).getLong();
        SpecificDatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw malformed("no known version has the schema fingerprint %016x".formatted(fingerprint), null);
        }
        return decode(reader, bytes, HEADER_BYTES);
    }

    /** Returns the record without its header, in its current schema. */
    byte[] encodeBody(T message) {
        byte[] encoded = encode(message);
        return Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length);
    }

    /**
     * Returns the record that begins here, up to the end.
     *
     * @param writer the schema that it was written with, of anybody's making
     * @throws MalformedMessageException if it is not one of that schema, or one that this record cannot be read from
     */
    T decodeBody(Schema writer, byte[] bytes, int offset) {
        if (foreign.size() > MOST_FOREIGN) {
            foreign.clear();
        }
        return decode(
                foreign.computeIfAbsent(writer, schema -> new SpecificDatumReader<>(schema, current, model)),
                bytes,
                offset);
    }

    /** Returns the name of the record. */
    String name() {
        return name;
    }

    private T decode(SpecificDatumReader<T> reader, byte[] bytes, int offset) {
        BinaryDecoder body = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
        T message = read(reader, body);
        if (!isEnd(body)) {
            throw malformed("bytes are left over after the record", null);
        }
        return message;
    }

    private T read(SpecificDatumReader<T> reader, BinaryDecoder body) {
        try {
            return reader.read(null, new LimitedDecoder(body, MAX_ITEMS));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro reports bad bytes in many ways (EOF, AvroRuntimeException, UnsupportedOperationException, index
            // out of bounds ...) and quotes content in some messages. A pure function of the bytes has no other cause.
            // Where a
            // writer's schema contains itself, the bytes choose how deep it goes.
            throw malformed(e.getClass().getSimpleName() + " in the record", e);
        }
    }

    private boolean isEnd(BinaryDecoder body) {
        try {
            return body.isEnd();
        } catch (IOException e) {
            throw malformed("its end cannot be found", e);
        }
    }

    MalformedMessageException malformed(String why, @Nullable Throwable cause) {
        return new MalformedMessageException("not a " + name + ": " + why, cause);
    }
}
