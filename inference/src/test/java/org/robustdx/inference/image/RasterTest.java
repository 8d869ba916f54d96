package org.robustdx.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;
import org.robustdx.inference.image.formats.ImageDecoders;

class RasterTest {
    @Test
    void shouldRejectSizesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Raster(2, 2, 1, new byte[3]))
                .withMessage("pixels.length: 3 (expected: 4 for 2x2x1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Raster(1, 1, 2, new byte[2]))
                .withMessage("raster: 1x1x2 (expected: height, width >= 1, channels 1 or 3)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Raster(65536, 65536, 1, new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Raster(1, 1, 1, new byte[1]).toChannels(2))
                .withMessage("channels: 2 (expected: 1 or 3)");
    }

    @Test
    void shouldComeBackFromColourAsItWas() {
        Draw.tries(1000, draw -> {
            byte value = draw.octet();
            Raster gray = new Raster(1, 1, 1, new byte[] {value});
            assertThat(gray.toChannels(3).pixels()).containsExactly(value, value, value);
            assertThat(gray.toChannels(3).toChannels(1)).isEqualTo(gray);
        });
    }

    @Test
    void shouldWeighColoursAsBt601Does() {
        Raster primaries = new Raster(3, 1, 3, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1});
        // 0.299, 0.587 and 0.114 of 255: 76.245, 149.685, 29.07
        assertThat(primaries.toChannels(1).pixels()).containsExactly((byte) 76, (byte) 150, (byte) 29);
    }

    @Test
    void shouldWritePngThatOthersRead() throws IOException {
        for (int channels : new int[] {1, 3}) {
            byte[] pixels = new byte[7 * 5 * channels];
            new java.util.Random(1).nextBytes(pixels);
            Raster raster = new Raster(7, 5, channels, pixels);
            byte[] png = raster.toPng();
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRaster().getNumBands())
                    .isEqualTo(channels);
            assertThat(ImageDecoders.standard().decode(png, DecodeLimits.ofDefaults()))
                    .isEqualTo(new DecodeResult.Decoded(raster, "PNG"));
        }
    }
}
