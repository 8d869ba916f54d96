package org.robustdx.console.images;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/** Reads the samples of a PNG of 16-bit grey values (ISO/IEC 15948), not interlaced. */
final class PngSamples {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER = 0x49484452;
    private static final int DATA = 0x49444154;
    private static final int BYTES = 2;

    private PngSamples() {}

    /** Returns the samples; empty if the content is another image. */
    static Optional<GraySamples> read(byte[] content) throws IOException {
        if (!Arrays.equals(SIGNATURE, 0, SIGNATURE.length, content, 0, Math.min(SIGNATURE.length, content.length))) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(content).position(SIGNATURE.length);
        int width = 0;
        int height = 0;
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length);
        while (in.remaining() >= 8) {
            int length = in.getInt();
            int type = in.getInt();
            if (type == HEADER) {
                width = in.getInt();
                height = in.getInt();
                // Depth, colour type, compression, filter, interlace.
                if (in.get() != 16 || in.get() != 0 || in.get() != 0 || in.get() != 0 || in.get() != 0) {
                    return Optional.empty();
                }
                in.position(in.position() + length - 13 + 4);
            } else {
                if (type == DATA) {
                    compressed.write(content, in.position(), length);
                }
                in.position(in.position() + length + 4);
            }
        }
        return width < 1 || height < 1
                ? Optional.empty()
                : Optional.of(new GraySamples(
                        width, height, 16, samples(compressed.toByteArray(), width, height), 0, 1, 0, false, 0, 0));
    }

    private static byte[] samples(byte[] compressed, int width, int height) throws IOException {
        int stride = BYTES * width;
        byte[] samples = new byte[Math.multiplyExact(stride, height)];
        byte[] row = new byte[stride];
        byte[] above = new byte[stride];
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            for (int y = 0; y < height; y++) {
                int filter = in.read();
                if (in.readNBytes(row, 0, stride) < stride) {
                    throw new IOException("PNG: %d of %d rows".formatted(y, height));
                }
                undo(filter, row, above);
                for (int i = 0; i < stride; i += BYTES) {
                    samples[y * stride + i] = row[i + 1];
                    samples[y * stride + i + 1] = row[i];
                }
                System.arraycopy(row, 0, above, 0, stride);
            }
        }
        return samples;
    }

    private static void undo(int filter, byte[] row, byte[] above) throws IOException {
        for (int i = 0; i < row.length; i++) {
            int left = i < BYTES ? 0 : row[i - BYTES] & 0xff;
            int up = above[i] & 0xff;
            int corner = i < BYTES ? 0 : above[i - BYTES] & 0xff;
            int predicted =
                    switch (filter) {
                        case 0 -> 0;
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> paeth(left, up, corner);
                        default -> throw new IOException("PNG: filter %d (expected: 0 to 4)".formatted(filter));
                    };
            row[i] = (byte) (row[i] + predicted);
        }
    }

    private static int paeth(int left, int up, int corner) {
        int byLeft = Math.abs(up - corner);
        int byUp = Math.abs(left - corner);
        int byCorner = Math.abs(left + up - 2 * corner);
        if (byLeft <= byUp && byLeft <= byCorner) {
            return left;
        }
        return byUp <= byCorner ? up : corner;
    }
}
