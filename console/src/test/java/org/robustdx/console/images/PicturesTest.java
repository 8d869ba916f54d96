package org.robustdx.console.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.console.Alerts;

class PicturesTest {
    private static final int WIDTH = 37;
    private static final int HEIGHT = 23;

    private final Pictures pictures = new Pictures();

    /** A slope of many values with some noise, so that an encoder of PNG uses several filters. */
    private static int value(int x, int y) {
        return (x * 900 + y * 700 + (x * 7 + y * 13) % 50) & 0xffff;
    }

    private static byte[] png() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.getRaster().setSample(x, y, 0, value(x, y));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static int sample(GraySamples samples, int x, int y) {
        int at = 2 * (y * samples.width() + x);
        return (samples.samples()[at] & 0xff) | ((samples.samples()[at + 1] & 0xff) << 8);
    }

    @Test
    void shouldKeepTheDepthOfAPng() throws IOException {
        GraySamples samples = pictures.samples(png()).orElseThrow();
        assertThat(samples.width()).isEqualTo(WIDTH);
        assertThat(samples.height()).isEqualTo(HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat(sample(samples, x, y)).isEqualTo(value(x, y));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheDepthOfADicomFileWithItsWindow(boolean implicit) {
        GraySamples samples = pictures.samples(dicom(implicit)).orElseThrow();
        assertThat(samples.bits()).isEqualTo(12);
        assertThat(samples.offset()).as("signed samples").isEqualTo(-2048);
        assertThat(samples.inverted()).isTrue();
        assertThat(samples.slope()).isEqualTo(2);
        assertThat(samples.intercept()).isEqualTo(-100);
        assertThat(samples.center()).isEqualTo(40);
        assertThat(samples.window()).isEqualTo(400);
        for (int x = 0; x < WIDTH; x++) {
            assertThat(sample(samples, x, 1) + samples.offset()).isEqualTo(stored(x, 1));
        }
    }

    private static int stored(int x, int y) {
        return x * 20 - y * 30 - 300;
    }

    private static byte[] dicom(boolean implicit) {
        ByteBuffer file = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        file.position(128);
        file.put("DICM".getBytes(StandardCharsets.US_ASCII));
        element(file, false, 0x0002_0010, "UI", text(implicit ? "1.2.840.10008.1.2" : "1.2.840.10008.1.2.1"));
        // A sequence of unknown length with an item of unknown length, which readers have to walk through.
        header(file, implicit, 0x0008_1140, "SQ", -1);
        file.putShort((short) 0xfffe).putShort((short) 0xe000).putInt(-1);
        element(file, implicit, 0x0008_1155, "UI", text("1.2.3"));
        file.putShort((short) 0xfffe).putShort((short) 0xe00d).putInt(0);
        file.putShort((short) 0xfffe).putShort((short) 0xe0dd).putInt(0);
        element(file, implicit, 0x0028_0002, "US", number(1));
        element(file, implicit, 0x0028_0004, "CS", text("MONOCHROME1"));
        element(file, implicit, 0x0028_0010, "US", number(HEIGHT));
        element(file, implicit, 0x0028_0011, "US", number(WIDTH));
        element(file, implicit, 0x0028_0100, "US", number(16));
        element(file, implicit, 0x0028_0101, "US", number(12));
        element(file, implicit, 0x0028_0102, "US", number(11));
        element(file, implicit, 0x0028_0103, "US", number(1));
        element(file, implicit, 0x0028_1050, "DS", text("40\\600"));
        element(file, implicit, 0x0028_1051, "DS", text("400\\2000"));
        element(file, implicit, 0x0028_1052, "DS", text("-100"));
        element(file, implicit, 0x0028_1053, "DS", text("2"));
        ByteBuffer pixels = ByteBuffer.allocate(2 * WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                pixels.putShort((short) (stored(x, y) & 0xfff));
            }
        }
        element(file, implicit, 0x7fe0_0010, "OW", pixels.array());
        return Arrays.copyOf(file.array(), file.position());
    }

    private static byte[] text(String text) {
        return (text.length() % 2 == 0 ? text : text + " ").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(int number) {
        return new byte[] {(byte) number, (byte) (number >> 8)};
    }

    private static void element(ByteBuffer file, boolean implicit, int tag, String representation, byte[] value) {
        header(file, implicit, tag, representation, value.length);
        file.put(value);
    }

    private static void header(ByteBuffer file, boolean implicit, int tag, String representation, int length) {
        file.putShort((short) (tag >>> 16)).putShort((short) tag);
        if (implicit) {
            file.putInt(length);
            return;
        }
        file.put(representation.getBytes(StandardCharsets.US_ASCII));
        if (representation.equals("OW") || representation.equals("SQ")) {
            file.putShort((short) 0).putInt(length);
        } else {
            file.putShort((short) length);
        }
    }

    @Test
    void shouldLeaveImagesOfEightBitsToTheBrowser() {
        byte[] png = Alerts.drawing(32, 9).toPng();
        assertThat(pictures.samples(png)).isEmpty();
        assertThat(pictures.decode(png)).isInstanceOf(Pictures.Result.Shown.class);
    }

    @Test
    void shouldReadNothingFromDamagedFiles() throws IOException {
        for (byte[] whole : new byte[][] {png(), dicom(false), dicom(true)}) {
            for (int length = 0; length < whole.length; length += 97) {
                assertThat(pictures.samples(Arrays.copyOf(whole, length))).isEmpty();
            }
        }
    }
}
