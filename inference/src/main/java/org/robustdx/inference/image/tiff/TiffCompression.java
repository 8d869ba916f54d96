package org.robustdx.inference.image.tiff;

import java.io.InputStream;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The supported compressions (tag 259). */
enum TiffCompression {
    NONE(1),
    CCITT(1 << 20),
    /** The longest string is the table's length, the shortest code 9 bits. */
    LZW(4096),
    JPEG(1 << 20),
    /** Two bits for 258 bytes. */
    DEFLATE(1032),
    /** Two bytes for 128. */
    PACK_BITS(64);

    private static final Map<Long, TiffCompression> BY_CODE = Map.of(
            1L, NONE, 2L, CCITT, 3L, CCITT, 4L, CCITT, 5L, LZW, 6L, JPEG, 7L, JPEG, 8L, DEFLATE, 32773L, PACK_BITS,
            32946L, DEFLATE);
    private static final Map<Long, String> UNSUPPORTED = Map.of(
            32766L, "NeXT",
            32809L, "ThunderScan",
            34661L, "JBIG",
            34712L, "JPEG 2000",
            34887L, "LERC",
            34925L, "LZMA",
            50000L, "Zstandard",
            50001L, "WebP",
            50002L, "JPEG XL");

    private final long mostFromAByte;

    TiffCompression(long mostFromAByte) {
        this.mostFromAByte = mostFromAByte;
    }

    static TiffCompression of(long code) throws RefusedException {
        TiffCompression compression = BY_CODE.get(code);
        if (compression == null) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "compression " + code + " (" + UNSUPPORTED.getOrDefault(code, "unknown") + ") is not supported");
        }
        return compression;
    }

    /** Returns whether {@link #expand} supports this compression; the others are left to the JDK's reader. */
    boolean isExpanded() {
        return this != CCITT && this != JPEG;
    }

    /** Returns the largest number of bytes that one compressed byte can expand to. */
    long mostFromAByte() {
        return mostFromAByte;
    }

    /** Returns whether samples may be stored as differences from their left neighbours. */
    boolean allowsPredictor() {
        return this == LZW || this == DEFLATE;
    }

    /** Returns the expanded bytes of a strip or tile. */
    InputStream expand(InputStream in) {
        return switch (this) {
            case NONE -> in;
            case LZW -> new LzwInputStream(in);
            case DEFLATE -> new InflaterInputStream(in);
            case PACK_BITS -> new PackBitsInputStream(in);
            case CCITT, JPEG -> throw new IllegalStateException(this + " (expected: one that is expanded)");
        };
    }
}
