package org.robustdx.inference.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.imageio.Samples;
import org.robustdx.inference.image.jpeg.TestJpegs.Kind;

/** JPEG streams of one and of several scans: the pixels that the JDK's reader gives, and a limit to the number of scans. */
class JpegScansTest {
    @ParameterizedTest
    @CsvSource({
        "SEQUENTIAL, 10, 1, 1, 0, false",
        "SEQUENTIAL, 10, 203, 101, 5, false",
        "SEQUENTIAL, 5, 2, 3, 0, true",
        "SEQUENTIAL, 5, 5, 4, 0, true",
        "SEQUENTIAL, 5, 203, 101, 7, true",
        "SEQUENTIAL, 5, 64, 48, 0, false",
        "PROGRESSIVE, 10, 1, 1, 0, false",
        "PROGRESSIVE, 10, 64, 48, 0, false",
        "PROGRESSIVE, 10, 203, 101, 5, false",
        "PROGRESSIVE, 5, 64, 48, 0, true",
        "PROGRESSIVE, 5, 203, 101, 0, true",
        "PROGRESSIVE, 5, 203, 101, 7, true",
        "PROGRESSIVE, 5, 203, 101, 7, false",
        "SEPARATE, 5, 203, 101, 0, true",
        "SEPARATE, 5, 17, 9, 3, false"
    })
    void shouldGiveThePixelsOfTheReader(Kind kind, int type, int width, int height, int interval, boolean subsampled)
            throws IOException, RefusedException {
        byte[] jpeg = TestJpegs.write(TestJpegs.texture(width, height, type), kind, interval, subsampled);
        Raster expected = Samples.of(ImageIO.read(new ByteArrayInputStream(jpeg)), 0);
        assertThat(((Decoded) new JpegDecoder().decode(jpeg, DecodeLimits.ofDefaults())).raster())
                .isEqualTo(expected);
    }

    @Test
    void shouldGiveTheComponentsOfProgressiveStreams() throws RefusedException {
        BufferedImage image = TestJpegs.texture(40, 24, BufferedImage.TYPE_3BYTE_BGR);
        int[] expected = JpegComponents.read(TestJpegs.write(image, Kind.SEQUENTIAL, 0, false), 40, 24, 3);
        assertThat(JpegComponents.read(TestJpegs.write(image, Kind.PROGRESSIVE, 0, false), 40, 24, 3))
                .isEqualTo(expected);
    }

    @Test
    void shouldGiveTheComponentsOfSeparateScans() throws RefusedException {
        BufferedImage image = TestJpegs.texture(40, 24, BufferedImage.TYPE_3BYTE_BGR);
        int[] components = JpegComponents.read(TestJpegs.write(image, Kind.SEPARATE, 2, false), 40, 24, 3);
        for (int band = 0; band < 3; band++) {
            int[] expected = JpegComponents.read(TestJpegs.plane(image, band, 1, 0), 40, 24, 1);
            for (int i = 0; i < expected.length; i++) {
                assertThat(components[3 * i + band]).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void shouldLimitTheNumberOfScans() {
        byte[] jpeg = TestJpegs.colour(32, 32, Kind.PROGRESSIVE);
        DecodeLimits ten = new DecodeLimits(1 << 20, 1 << 20, 1, 10, 1 << 20);
        assertThat(ImageDecoders.standard().decode(jpeg, ten)).isInstanceOf(Decoded.class);
        assertThat(ImageDecoders.standard().decode(jpeg, new DecodeLimits(1 << 20, 1 << 20, 1, 9, 1 << 20)))
                .isEqualTo(new Refused(Reason.LIMIT, "JPEG: image has 10 scans or more (limit: 9)"));
    }

    @Test
    void shouldLimitThePixelsOfAllScans() {
        byte[] jpeg = TestJpegs.colour(32, 32, Kind.PROGRESSIVE);
        DecodeLimits just = new DecodeLimits(1 << 20, 1 << 20, 1, 100, 10 * 32 * 32);
        assertThat(ImageDecoders.standard().decode(jpeg, just)).isInstanceOf(Decoded.class);
        assertThat(ImageDecoders.standard().decode(jpeg, new DecodeLimits(1 << 20, 1 << 20, 1, 100, 10 * 32 * 32 - 1)))
                .isEqualTo(new Refused(
                        Reason.LIMIT,
                        "JPEG: image has 10 scans or more of 1024 pixels (limit: 10239 pixels in all scans)"));
    }

    @Test
    void shouldRefuseThousandsOfScansBeforeTheyAreDecoded() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.colour(2048, 16, Kind.PROGRESSIVE)));
        // The AC scan of the last component again and again, each time for the end of all blocks.
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0};
        for (int i = 0; i < 20_000; i++) {
            segments.add(segments.size() - 1, scan);
        }
        for (byte[] jpeg :
                List.of(TestJpegs.join(segments), TestJpegs.join(segments.subList(0, segments.size() - 1)))) {
            assertThat(ImageDecoders.standard().decode(jpeg, DecodeLimits.ofDefaults()))
                    .isEqualTo(new Refused(Reason.LIMIT, "JPEG: image has 101 scans or more (limit: 100)"));
        }
    }

    @Test
    void shouldNotTakeMemoryByTheClaimedSize() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.colour(32, 32, Kind.PROGRESSIVE)));
        byte[] frame = segments.get(TestJpegs.indexOf(segments, 0xc2));
        frame[5] = 0x10;
        frame[7] = 0x10;
        // 4128 x 4128 pixels: 516 x 516 blocks of luminance and twice 258 x 258 of chrominance.
        assertThat(ImageDecoders.standard().decode(TestJpegs.join(segments), DecodeLimits.ofDefaults()))
                .isEqualTo(new Refused(Reason.CORRUPT, "JPEG: damaged: the data are too short for 399384 blocks"));
    }

    @Test
    void shouldLimitTheNumberOfSegments() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.gray(16, 16, 0)));
        byte[] comment = TestJpegs.segment(0xfe, new byte[0]);
        for (int i = 0; i < 16_384; i++) {
            segments.add(1, comment);
        }
        assertThat(ImageDecoders.standard().decode(TestJpegs.join(segments), DecodeLimits.ofDefaults()))
                .isEqualTo(new Refused(Reason.LIMIT, "JPEG: JPEG stream has more than 16384 segments"));
    }
}
