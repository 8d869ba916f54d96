package org.robustdx.inference.image.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.TestImages;
import org.robustdx.inference.image.tiff.TiffMutator;

/** Whatever the bytes, the decoders answer with an image within the limits or with one line. */
class HostileContentTest {
    private static final DecodeLimits LIMITS = new DecodeLimits(1 << 20, 1 << 18, 8);
    private static final byte[][] BEGINNINGS = {
        {},
        {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0},
        {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'},
        {'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0},
        {'I', 'I', 42, 0, 8, 0, 0, 0},
        {'M', 'M', 0, 42, 0, 0, 0, 8},
        {8, 0, 5, 0, 'C', 'S', 2, 0, ' ', ' '},
        {8, 0, 5, 0, 2, 0, 0, 0, ' ', ' '}
    };
    private static final List<byte[]> VALID = valid();
    private static final TiffMutator TIFFS = new TiffMutator();

    @Test
    void shouldAnswerRandomBytes() {
        Draw.tries(2000, draw -> {
            byte[] content = draw.bytes(0, 400);
            int beginning = draw.integer(0, 7);
            byte[] start = BEGINNINGS[beginning];
            byte[] whole = Arrays.copyOf(start, start.length + content.length);
            System.arraycopy(content, 0, whole, start.length, content.length);
            answers(whole);
        });
    }

    @Test
    void shouldAnswerDamagedImages() {
        Draw.tries(3000, draw -> {
            long seed = draw.seed();
            Random random = new Random(seed);
            answers(damaged(VALID.get(random.nextInt(VALID.size())), random));
        });
    }

    @Test
    void shouldAnswerDamagedTiffDirectories() {
        for (int seed = 0; seed < 3000; seed++) {
            answers(TIFFS.next(seed));
        }
    }

    @Test
    void shouldAnswerDamagedDicomFiles() throws IOException {
        Random random = new Random(5);
        for (Path file : RealImages.files("dicom")) {
            byte[] content = Files.readAllBytes(file);
            for (int i = 0; i < 60; i++) {
                answers(damaged(content, random));
            }
        }
    }

    private static byte[] damaged(byte[] valid, Random random) {
        byte[] content = valid.clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            // Headers are where the lengths are.
            int range = random.nextBoolean() ? Math.min(content.length, 1200) : content.length;
            int at = random.nextInt(range);
            content[at] = (byte) (random.nextInt(4) == 0 ? -1 : random.nextInt(256));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content;
    }

    private static void answers(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, LIMITS);
        if (result instanceof Decoded decoded) {
            assertThat((long) decoded.raster().width() * decoded.raster().height())
                    .isLessThanOrEqualTo(LIMITS.maxPixels());
        } else {
            assertThat(((Refused) result).message()).isNotBlank().doesNotContainPattern("[^ -~]");
        }
    }

    private static List<byte[]> valid() {
        List<byte[]> images = new ArrayList<>();
        byte[] shades = new byte[256];
        for (int i = 0; i < 256; i++) {
            shades[i] = (byte) i;
        }
        BufferedImage indexed = new BufferedImage(
                20, 10, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, shades, shades, new byte[256]));
        for (String format : List.of("png", "bmp", "tiff", "jpeg")) {
            images.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_3BYTE_BGR), format));
            images.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_BYTE_GRAY), format));
            if (!format.equals("jpeg")) {
                images.add(TestImages.encode(indexed, format));
            }
        }
        images.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_USHORT_GRAY), "png"));
        images.add(TestImages.encode(TestImages.ramp(40, 30, BufferedImage.TYPE_4BYTE_ABGR), "tiff"));
        return images;
    }
}
