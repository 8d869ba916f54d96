package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.data.PhantomGenerator;

class ShiftTest {
    private static final int SIDE = 32;
    private static final Raster PHANTOM = new PhantomGenerator(3, SIDE).image(1);

    @ParameterizedTest
    @EnumSource
    void changesAnImageTheSameWayEachTimeAndKeepsItsShape(Shift shift) {
        Raster once = shift.apply(Picture.of(PHANTOM)).toRaster();
        Raster twice = shift.apply(Picture.of(PHANTOM)).toRaster();

        assertThat(once.shape()).isEqualTo(PHANTOM.shape());
        assertThat(once).isEqualTo(twice).isNotEqualTo(PHANTOM);
    }

    @ParameterizedTest
    @EnumSource
    void strengthIsWrittenDown(Shift shift) throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "evaluation.md")))
                .contains("| `" + shift + "` | " + shift.description() + " |");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void onlyTonesChangeAnImageThatIsFlat(int channels) {
        Raster flat = flat(channels, 90);
        Set<Shift> geometry =
                EnumSet.of(Shift.BLUR, Shift.SHARPEN, Shift.CROP, Shift.SHRINK, Shift.ROTATE_LEFT, Shift.ROTATE_RIGHT);
        for (Shift shift : geometry) {
            assertThat(shift.apply(Picture.of(flat)).toRaster())
                    .as(shift.toString())
                    .isEqualTo(flat);
        }
    }

    @Test
    void tonesOfAKnownLevel() {
        // 90 of 255 is 0.3529.
        assertThat(levelOf(Shift.BRIGHTER)).isEqualTo(128);
        assertThat(levelOf(Shift.DARKER)).isEqualTo(52);
        assertThat(levelOf(Shift.LESS_CONTRAST)).isEqualTo(105);
        assertThat(levelOf(Shift.MORE_CONTRAST)).isEqualTo(71);
        assertThat(levelOf(Shift.GAMMA_LIGHT)).isEqualTo(137);
        assertThat(levelOf(Shift.GAMMA_DARK)).isEqualTo(48);
    }

    @Test
    void blurSpreadsAPointAndKeepsItsSum() {
        byte[] pixels = new byte[SIDE * SIDE];
        pixels[16 * SIDE + 16] = (byte) 255;
        byte[] blurred = Picture.of(new Raster(SIDE, SIDE, 1, pixels))
                .blur(2.0 / SIDE)
                .toRaster()
                .pixels();

        int sum = 0;
        for (byte b : blurred) {
            sum += b & 0xFF;
        }
        assertThat(sum).isBetween(225, 275);
        assertThat(blurred[16 * SIDE + 16] & 0xFF).isEqualTo(10); // 255 / (2π·4)
        assertThat(blurred[16 * SIDE + 18]).isEqualTo(blurred[18 * SIDE + 16]).isPositive();
    }

    @Test
    void rotationIsClockwiseAndZoomIsAboutTheCentre() {
        byte[] pixels = new byte[33 * 33];
        pixels[6 * 33 + 16] = (byte) 255; // above the centre
        Raster image = new Raster(33, 33, 1, pixels);

        assertThat(Picture.of(image).rotate(90).toRaster().sample(16, 26, 0)).isEqualTo(255);
        assertThat(Picture.of(image).zoom(1.5).toRaster().sample(1, 16, 0)).isGreaterThan(100);
        assertThat(Picture.of(image).zoom(0.5).toRaster().sample(11, 16, 0)).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void jpegKeepsTheLevelsOfAFlatImage(int channels) {
        // Gray written as sRGB, or channels in another order, would be tens of levels off.
        for (byte sample :
                Shift.JPEG.apply(Picture.of(flat(channels, 90))).toRaster().pixels()) {
            assertThat(sample & 0xFF).isBetween(86, 94);
        }
    }

    @Test
    void jpegKeepsTheOrderOfTheChannels() {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = (byte) 200;
        }
        Raster red =
                Shift.JPEG.apply(Picture.of(new Raster(SIDE, SIDE, 3, pixels))).toRaster();
        assertThat(red.sample(5, 5, 0)).isGreaterThan(150);
        assertThat(red.sample(5, 5, 2)).isLessThan(60);
    }

    @Test
    void jpegIsCloseAndNotEqual() {
        Raster after = Shift.JPEG.apply(Picture.of(PHANTOM)).toRaster();
        assertThat(ImageQuality.psnr(ImageQuality.meanSquaredError(PHANTOM, after)))
                .isBetween(20.0, 45.0);
    }

    private static int levelOf(Shift shift) {
        return shift.apply(Picture.of(flat(1, 90))).toRaster().sample(0, 0, 0);
    }

    private static Raster flat(int channels, int level) {
        byte[] pixels = new byte[SIDE * SIDE * channels];
        Arrays.fill(pixels, (byte) level);
        return new Raster(SIDE, SIDE, channels, pixels);
    }
}
