package org.robustdx.inference.image.dicom;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG 2000 codestreams for tests, lossless. */
final class Jpeg2000Streams {
    private Jpeg2000Streams() {}

    /** Returns an image of one colour, whose components are transformed. */
    static byte[] rgb(int width, int height, int red, int green, int blue) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
        }
        return encode(image);
    }

    static byte[] encode(BufferedImage image) throws IOException {
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

    /** Returns where a marker first stands. */
    static int indexOf(byte[] codestream, int marker) {
        for (int i = 0; i + 1 < codestream.length; i++) {
            if ((codestream[i] & 0xff) << 8 == (marker & 0xff00) && (codestream[i + 1] & 0xff) == (marker & 0xff)) {
                return i;
            }
        }
        throw new AssertionError("no marker %x".formatted(marker));
    }
}
