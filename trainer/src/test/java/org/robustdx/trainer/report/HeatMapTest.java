package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapTest {
    private static final int ORANGE = 0xE69F00;
    private static final int BLUE = 0x56B4E9;

    @TempDir
    Path dir = Path.of("");

    private BufferedImage drawn(double value, boolean goodIsHigh) throws IOException {
        Path file = dir.resolve("plots/map.png");
        HeatMap.draw("title", List.of("row"), List.of("column"), new double[][] {{value}}, goodIsHigh, file);
        return ImageIO.read(file.toFile());
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new TreeSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        return colours;
    }

    @Test
    void badIsOrangeAndGoodIsBlueWhicheverEndIsGood() throws IOException {
        assertThat(colours(drawn(100, true))).contains(BLUE).doesNotContain(ORANGE);
        assertThat(colours(drawn(100, false))).contains(ORANGE).doesNotContain(BLUE);
        assertThat(colours(drawn(0, true))).contains(ORANGE).doesNotContain(BLUE);
    }

    @Test
    void aCellWithoutAValueStaysEmpty() throws IOException {
        assertThat(colours(drawn(Double.NaN, true)))
                .contains(Color.WHITE.getRGB() & 0xFFFFFF)
                .doesNotContain(ORANGE, BLUE);
    }

    @Test
    void valuesOfAnotherShapeAreRefused() {
        assertThatThrownBy(() -> HeatMap.draw(
                        "title", List.of("row"), List.of("a", "b"), new double[][] {{1}}, true, dir.resolve("map.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values (expected: 1 rows of 2 columns)");
    }
}
