package org.robustdx.inference.image;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Encoded images for tests. */
public final class TestImages {
    private TestImages() {}

    public static byte[] encode(RenderedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("format: " + format + " (expected: one that writes this image)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A smooth image, so that lossy coding changes it little. */
    public static BufferedImage ramp(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int b = 0; b < image.getRaster().getNumBands(); b++) {
                    image.getRaster().setSample(x, y, b, Math.min(255, x * 200 / width + y * b));
                }
            }
        }
        return image;
    }

    /** A gray big-endian TIFF of one strip, with any photometric interpretation and data. */
    public static byte[] tiff(int width, int height, int bits, int photometric, byte[] data, long next) {
        TreeMap<Integer, Integer> tags = new TreeMap<>();
        tags.put(256, width);
        tags.put(257, height);
        tags.put(258, bits);
        tags.put(259, 1);
        tags.put(262, photometric);
        tags.put(277, 1);
        tags.put(278, height);
        tags.put(279, data.length);
        int directory = 8;
        int strip = directory + 2 + 12 * (tags.size() + 1) + 4;
        tags.put(273, strip);
        ByteBuffer tiff = ByteBuffer.allocate(strip + data.length).order(ByteOrder.BIG_ENDIAN);
        tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(directory);
        tiff.putShort((short) tags.size());
        tags.forEach((tag, value) -> {
            boolean word = value < 65_536 && tag != 273 && tag != 279;
            tiff.putShort((short) (int) tag).putShort((short) (word ? 3 : 4)).putInt(1);
            tiff.putInt(word ? value << 16 : value);
        });
        tiff.putInt((int) next).put(data);
        return tiff.array();
    }
}
