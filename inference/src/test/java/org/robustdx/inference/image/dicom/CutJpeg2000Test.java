package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.IIOImage;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.ImageDecoders;

/** A JPEG 2000 frame that ends within a packet's header: the library once read on for ever there. */
class CutJpeg2000Test {
    private static final int SIDE = 32;

    @Test
    void shouldAnswerWhereverTheStreamEnds() throws Exception {
        byte[] whole = codestream();
        assertThat(decodes(whole)).isTrue();
        AtomicInteger length = new AtomicInteger();
        RoundWatch watch = new RoundWatch(Duration.ofSeconds(10), Duration.ofMinutes(1), Long.MAX_VALUE);
        watch.rounds(
                whole.length,
                "lengths",
                () -> Arrays.copyOf(whole, length.getAndIncrement()),
                (cut, round) -> decodes(cut));
    }

    private static boolean decodes(byte[] codestream) {
        byte[] file = DicomWriter.image(DicomWriter.JPEG_2000, "MONOCHROME2", SIDE, SIDE, 1, 8)
                .fragments(codestream)
                .file();
        return ImageDecoders.standard().decode(file, DecodeLimits.ofDefaults()) instanceof Decoded;
    }

    private static byte[] codestream() throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, i * i % 251);
        }
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
