package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotsTest {
    private final Path dir;

    PlotsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    /** How many pixels have about the colour of the first line. */
    private static int blue(Path file) throws Exception {
        BufferedImage image = ImageIO.read(file.toFile());
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 0xFF;
                int green = rgb >> 8 & 0xFF;
                int blue = rgb & 0xFF;
                count += red < 40 && Math.abs(green - 0x72) < 30 && Math.abs(blue - 0xB2) < 30 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void historyShouldBecomeLossesAndAccuracy() throws Exception {
        History history = History.create(
                dir.resolve("history.csv"),
                List.of("train_loss", "validation_loss", "train_accuracy", "validation_balanced_accuracy", "rate"));
        for (int e = 0; e < 20; e++) {
            double loss = Math.exp(-e / 5.0);
            history.append(e, loss + 0.05, e == 3 ? Double.NaN : loss + 0.2, 1 - loss / 2, 0.97 - loss / 2, 1e-3);
        }
        List<Path> written = Plots.history(history, dir.resolve("plots"));
        assertThat(written).extracting(p -> p.getFileName().toString()).containsExactly("losses.png", "accuracy.png");
        for (Path file : written) {
            assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(900);
            assertThat(blue(file)).isGreaterThan(300);
        }
    }

    @Test
    void longNamesOfManyLinesShouldNotBeCutOffAtTheBorder() throws Exception {
        Map<String, double[]> lines = new LinkedHashMap<>();
        for (int i = 0; i < 8; i++) {
            lines.put("balanced accuracy of the validation split under attack " + i, new double[] {i, i + 1, i});
        }
        Path file = dir.resolve("lines.png");
        Plots.lines("Lines", "epoch", "%", new double[] {1, 2, 3}, lines, file);

        BufferedImage image = ImageIO.read(file.toFile());
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x : new int[] {0, 1, image.getWidth() - 2, image.getWidth() - 1}) {
                assertThat(image.getRGB(x, y)).as("%d, %d", x, y).isEqualTo(0xFFFFFFFF);
            }
        }
        for (int x = 0; x < image.getWidth(); x++) {
            assertThat(image.getRGB(x, image.getHeight() - 1)).isEqualTo(0xFFFFFFFF);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.1, 0.1", "0.8, 1", "1.2, 2", "2.3, 5", "4.9, 5", "7, 10", "23, 50"})
    void ticksAreOneTwoOrFiveTimesAPowerOfTenApart(double least, double step) {
        assertThat(Plots.roundStep(least)).isCloseTo(step, within(1e-12));
    }

    @Test
    void laterLineOverAnEarlierOneLeavesBothVisible() throws Exception {
        double[] same = {1, 2, 3, 4};
        Map<String, double[]> alone = new LinkedHashMap<>();
        alone.put("first", same);
        Map<String, double[]> both = new LinkedHashMap<>(alone);
        both.put("second", same);
        Plots.lines("Lines", "epoch", "%", same, both, dir.resolve("both.png"));

        assertThat(blue(dir.resolve("both.png"))).isGreaterThan(300);
    }

    @Test
    void nothingToDrawShouldWriteNothing() throws Exception {
        History history = History.create(dir.resolve("history.csv"), List.of("loss", "rate"));
        assertThat(Plots.history(history, dir)).isEmpty();
        history.append(0, Double.NaN, 1);
        assertThat(Plots.history(history, dir)).isEmpty();
        assertThat(Files.exists(dir.resolve("losses.png"))).isFalse();
    }

    @Test
    void rocShouldDrawEachCurve() throws Exception {
        Random random = new Random(1);
        double[] clean = random.doubles(200).toArray();
        double[] attacked = random.doubles(200).map(x -> x + 0.4).toArray();
        Map<String, RocCurve> curves = new LinkedHashMap<>();
        curves.put("reconstruction", RocCurve.of(clean, attacked));
        curves.put("disagreement", RocCurve.of(clean, clean));
        Plots.roc("PGD, epsilon 8/255, white-box", curves, dir.resolve("roc.png"));
        assertThat(blue(dir.resolve("roc.png"))).isGreaterThan(300);
    }

    @Test
    void linesWithInvalidArgument() {
        assertThatThrownBy(() ->
                        Plots.lines("t", "x", "y", new double[2], Map.of("a", new double[3]), dir.resolve("x.png")))
                .hasMessage("a: 3 values (expected: 2)");
    }
}
