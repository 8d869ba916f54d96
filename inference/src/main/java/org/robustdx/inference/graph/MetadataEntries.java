package org.robustdx.inference.graph;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces entries of {@code metadata_props} in a model file. Every other byte of the file is copied as it is, so the graph and its weights stay the
 * same without being read.
 */
public final class MetadataEntries {
    private static final int METADATA_PROPS = 14;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int BYTES = 2;
    private static final int MORE = 0x80;

    private MetadataEntries() {}

    /**
     * Returns the file with these entries. An entry whose key the file has takes its place; the others follow at the end.
     *
     * @param model an ONNX file
     * @throws UnsafeGraphException if the file is no sequence of protobuf fields
     */
    public static byte[] with(byte[] model, Map<String, String> entries) throws UnsafeGraphException {
        Map<String, String> left = new LinkedHashMap<>(entries);
        ByteArrayOutputStream out = new ByteArrayOutputStream(model.length + 4096);
        Wire in = new Wire(model);
        int from = in.position();
        while (in.next()) {
            String key = in.field() == METADATA_PROPS ? key(in.message()) : "";
            String value = entries.get(key);
            if (value == null) {
                out.write(model, from, in.position() - from);
            } else if (left.remove(key) != null) { // A second entry of this key is left out.
                write(out, key, value);
            }
            from = in.position();
        }
        left.forEach((key, value) -> write(out, key, value));
        return out.toByteArray();
    }

    private static String key(Wire entry) throws UnsafeGraphException {
        String key = "";
        while (entry.next()) {
            if (entry.field() == KEY) {
                ByteBuffer bytes = entry.bytes();
                key = StandardCharsets.UTF_8.decode(bytes).toString();
            }
        }
        return key;
    }

    private static void write(ByteArrayOutputStream out, String key, String value) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        field(entry, KEY, key.getBytes(StandardCharsets.UTF_8));
        field(entry, VALUE, value.getBytes(StandardCharsets.UTF_8));
        field(out, METADATA_PROPS, entry.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        varint(out, (number << 3) | BYTES);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left >= MORE) {
            out.write((left & (MORE - 1)) | MORE);
            left >>>= 7;
        }
        out.write(left);
    }
}
