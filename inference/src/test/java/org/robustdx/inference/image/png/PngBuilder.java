package org.robustdx.inference.image.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.robustdx.inference.image.tiff.TiffWriter;

/** Writes PNGs chunk by chunk for tests. */
public final class PngBuilder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Colour types are 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha. */
    public PngBuilder(int width, int height, int bits, int colourType) {
        out.writeBytes(SIGNATURE);
        chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) bits)
                        .put((byte) colourType)
                        .array());
    }

    public PngBuilder chunk(String type, byte... data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        out.writeBytes(chunk.putInt((int) crc.getValue()).array());
        return this;
    }

    /** Adds rows of 8-bit or 16-bit samples, without filters. */
    public PngBuilder rows(int bits, int[]... rows) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (int[] row : rows) {
            raw.write(0);
            for (int sample : row) {
                if (bits == 16) {
                    raw.write(sample >> 8);
                }
                raw.write(sample);
            }
        }
        return chunk("IDAT", TiffWriter.deflate(raw.toByteArray()));
    }

    public byte[] build() {
        return chunk("IEND").out.toByteArray();
    }
}
