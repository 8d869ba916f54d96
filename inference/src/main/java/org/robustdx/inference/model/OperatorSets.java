package org.robustdx.inference.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operator sets that a model file imports, which ONNX Runtime does not tell: field 8 of the protobuf message {@code ModelProto}, a domain
 * (field 1, empty for ONNX's own) and a version (field 2) each.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
public final class OperatorSets {
    /** The one version of ONNX's own operators that the contract allows. */
    public static final int VERSION = 17;

    private static final int OPSET_IMPORT = 8;
    private static final int DOMAIN = 1;
    private static final int OPSET_VERSION = 2;
    private static final int LONGEST_VARINT = 10;

    private OperatorSets() {}

    /**
     * Checks that a file imports {@value #VERSION} of ONNX's own operators and nothing else.
     *
     * @throws InvalidModelException if it does not, or is no such message
     */
    public static void check(byte[] model) throws InvalidModelException {
        Map<String, Long> imports;
        try {
            imports = imports(ByteBuffer.wrap(model));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new InvalidModelException("is not an ONNX model: its operator sets cannot be read", e);
        }
        if (!imports.equals(Map.of("", (long) VERSION))) {
            throw new InvalidModelException(
                    "operator sets: " + imports + " (expected: only ONNX's own, version " + VERSION + ")");
        }
    }

    private static Map<String, Long> imports(ByteBuffer model) {
        Map<String, Long> imports = new TreeMap<>();
        while (model.hasRemaining()) {
            long tag = varint(model);
            ByteBuffer field = field(model, tag);
            if (tag >> 3 == OPSET_IMPORT) {
                String domain = "";
                long version = 0;
                while (field.hasRemaining()) {
                    long inner = varint(field);
                    ByteBuffer value = field(field, inner);
                    if (inner >> 3 == DOMAIN) {
                        domain = StandardCharsets.UTF_8.decode(value).toString();
                    } else if (inner >> 3 == OPSET_VERSION) {
                        version = varint(value);
                    }
                }
                imports.put(domain.equals("ai.onnx") ? "" : domain, version);
            }
        }
        return imports;
    }

    /** Returns the bytes of a field's value, and goes on behind it. */
    private static ByteBuffer field(ByteBuffer in, long tag) {
        return switch ((int) (tag & 7)) {
            case 0 -> {
                int start = in.position();
                varint(in);
                yield in.slice(start, in.position() - start);
            }
            case 1 -> bytes(in, Long.BYTES);
            case 2 -> bytes(in, varint(in));
            case 5 -> bytes(in, Integer.BYTES);
            default -> throw new IllegalArgumentException("wire type");
        };
    }

    private static ByteBuffer bytes(ByteBuffer in, long count) {
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer value = in.slice(in.position(), (int) count);
        in.position(in.position() + (int) count);
        return value;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint");
    }
}
