package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.RoundWatch;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.formats.ImageDecoders;

/** JPEG 2000 frames at which the library, left to itself, never ends. */
class HostileJpeg2000Test {
    private static final int SIDE = 32;
    private static final int SOT = 0xff90;
    private static final int SOD = 0xff93;
    private static final RoundWatch WATCH =
            new RoundWatch(Duration.ofSeconds(10), Duration.ofMinutes(1), Long.MAX_VALUE);

    @Test
    void shouldAnswerWhereverTheStreamEnds() throws Exception {
        byte[] whole = codestream();
        assertThat(decodes(whole)).isTrue();
        AtomicInteger length = new AtomicInteger();
        WATCH.rounds(
                whole.length,
                "lengths",
                () -> Arrays.copyOf(whole, length.getAndIncrement()),
                (cut, round) -> decodes(cut));
    }

    @Test
    void shouldAnswerWhereverNoMoreZerosCome() throws Exception {
        byte[] whole = codestream();
        AtomicInteger position = new AtomicInteger(Jpeg2000Streams.indexOf(whole, SOD) + 2);
        WATCH.rounds(
                whole.length - position.get() - 2,
                "positions",
                () -> {
                    byte[] damaged = whole.clone();
                    Arrays.fill(damaged, position.get(), position.incrementAndGet() + 1, (byte) -1);
                    return damaged;
                },
                (damaged, round) -> decodes(damaged));
    }

    @Test
    void shouldAnswerPackedPacketHeadersThatAreEmpty() throws Exception {
        byte[] whole = codestream();
        int sod = Jpeg2000Streams.indexOf(whole, SOD);
        byte[] ppt = {(byte) 0xff, 0x61, 0, 3, 0};
        byte[] packed = ByteBuffer.allocate(whole.length + ppt.length)
                .put(whole, 0, sod)
                .put(ppt)
                .put(whole, sod, whole.length - sod)
                .array();
        int length = Jpeg2000Streams.indexOf(packed, SOT) + 6;
        ByteBuffer.wrap(packed).putInt(length, ByteBuffer.wrap(packed).getInt(length) + ppt.length);
        WATCH.rounds(1, "one", () -> packed, (content, round) -> assertThat(decodes(content))
                .isFalse());
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
        return Jpeg2000Streams.encode(image);
    }
}
