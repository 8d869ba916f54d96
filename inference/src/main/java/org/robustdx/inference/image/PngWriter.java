package org.robustdx.inference.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG (ISO/IEC 15948): 8 bits, no interlace. ImageIO's writer is not used, because it depends on shared registries and colour models. */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int FILTER_SUB = 1;

    private PngWriter() {}

    static void write(Raster raster, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.write(SIGNATURE);
        int colourType = raster.channels() == 1 ? 0 : 2;
        chunk(
                data,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(raster.width())
                        .putInt(raster.height())
                        .put((byte) 8)
                        .put((byte) colourType)
                        .array());
        chunk(data, "IDAT", deflate(raster));
        chunk(data, "IEND", new byte[0]);
        data.flush();
    }

    private static byte[] deflate(Raster raster) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            int stride = raster.width() * raster.channels();
            byte[] line = new byte[1 + stride];
            line[0] = FILTER_SUB;
            byte[] pixels = raster.pixels();
            for (int y = 0; y < raster.height(); y++) {
                int row = y * stride;
                for (int i = 0; i < stride; i++) {
                    int left = i < raster.channels() ? 0 : pixels[row + i - raster.channels()];
                    line[1 + i] = (byte) (pixels[row + i] - left);
                }
                deflater.write(line);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
