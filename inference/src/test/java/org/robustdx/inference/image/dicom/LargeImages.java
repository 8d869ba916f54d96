package org.robustdx.inference.image.dicom;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A good image of the same size in each format, few bytes of content and many pixels. */
public final class LargeImages {
    private LargeImages() {}

    /** Returns the encoded images, square with this side, by the format's name. */
    public static Map<String, byte[]> of(int side) throws IOException {
        BufferedImage colour = ramp(side, BufferedImage.TYPE_3BYTE_BGR);
        Map<String, byte[]> images = new LinkedHashMap<>();
        for (String format : new String[] {"png", "jpeg", "bmp", "tiff"}) {
            images.put(format, encoded(colour, format));
        }
        images.put("png16", encoded(ramp(side, BufferedImage.TYPE_USHORT_GRAY), "png"));
        images.put(
                "dicom",
                DicomWriter.image(DicomWriter.EXPLICIT, "RGB", side, side, 3, 8)
                        .element(Tag.PIXEL_DATA, "OB", pixels(3 * side * side))
                        .file());
        images.put(
                "dicom-rle",
                DicomWriter.image(DicomWriter.RLE, "MONOCHROME2", side, side, 1, 8)
                        .fragments(DicomWriter.rle(runs(side * side)))
                        .file());
        images.put(
                "dicom-jpeg",
                DicomWriter.image(DicomWriter.JPEG, "YBR_FULL_422", side, side, 3, 8)
                        .fragments(encoded(colour, "jpeg"))
                        .file());
        images.put(
                "dicom-jpeg2000",
                DicomWriter.image(DicomWriter.JPEG_2000, "MONOCHROME2", side, side, 1, 8)
                        .fragments(jpeg2000(ramp(side, BufferedImage.TYPE_BYTE_GRAY)))
                        .file());
        return images;
    }

    private static BufferedImage ramp(int side, int type) {
        BufferedImage image = new BufferedImage(side, side, type);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int b = 0; b < image.getRaster().getNumBands(); b++) {
                    image.getRaster().setSample(x, y, b, (x + y * (b + 1)) & 0xff);
                }
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IllegalStateException("no writer of " + format);
        }
        return out.toByteArray();
    }

    /** Zeros but for the first: an image of one value carries no picture. */
    private static byte[] pixels(int bytes) {
        byte[] pixels = new byte[bytes];
        pixels[0] = 1;
        return pixels;
    }

    /** PackBits runs of 128 zeros, but for the first, which is of ones. */
    private static byte[] runs(int bytes) {
        byte[] segment = new byte[(bytes + 127) / 128 * 2];
        for (int i = 0; i < segment.length; i += 2) {
            segment[i] = -127;
        }
        segment[1] = 1;
        return segment;
    }

    private static byte[] jpeg2000(BufferedImage image) throws IOException {
        J2KImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
        J2KImageWriteParam options = (J2KImageWriteParam) writer.getDefaultWriteParam();
        options.setWriteCodeStreamOnly(true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), options);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
