package org.robustdx.gateway.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A part of a byte array, which is not copied.
 *
 * @param array the array; nobody changes it
 * @param offset where the part begins
 * @param length its length
 */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
public record Bytes(byte[] array, int offset, int length) {
    public Bytes {
        if (offset < 0 || length < 0 || length > array.length - offset) {
            throw new IllegalArgumentException(
                    "bytes: %d at %d (expected: inside %d)".formatted(length, offset, array.length));
        }
    }

    /** Returns all bytes of an array. */
    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /** Returns the bytes as ISO 8859-1 text, in which each byte is one character. */
    public String latin1() {
        return new String(array, offset, length, StandardCharsets.ISO_8859_1);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(array, offset, length);
    }
}
