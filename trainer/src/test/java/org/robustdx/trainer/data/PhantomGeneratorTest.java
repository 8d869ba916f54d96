package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;

class PhantomGeneratorTest {
    private final Path dir;

    PhantomGeneratorTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void imagesShouldDependOnSeedAndIndexAlone() {
        PhantomGenerator generator = new PhantomGenerator(5, 32);
        Raster late = generator.image(7);
        generator.image(0);
        assertThat(generator.image(7)).isEqualTo(late).isEqualTo(new PhantomGenerator(5, 32).image(7));
        assertThat(new PhantomGenerator(6, 32).image(7)).isNotEqualTo(late);
        assertThat(generator.image(8)).isNotEqualTo(late);
        assertThat(generator.dataset(9).image(7)).isEqualTo(late.pixels());
    }

    @Test
    void imagesShouldBeTheSameOnEveryMachine() {
        assertThat(new PhantomGenerator(1, 64).dataset(24).digest())
                .isEqualTo("fb11f2e1311966ca2e9c320487bfa187132b3499ebbf61bbf0d90504bb97e09f");
    }

    @Test
    void filesShouldHoldTheSameDatasetAsMemory() throws Exception {
        PhantomGenerator generator = new PhantomGenerator(3, 24);
        generator.write(dir, 12);
        LoadedData loaded = new DatasetLoader(LoadOptions.of(24, 24, 3)).load(dir, LoadProgress.silent());
        // Classes are sorted by name in a folder; the digest goes by their names.
        assertThat(loaded.dataset().digest()).isEqualTo(generator.dataset(12).digest());
        assertThat(loaded.dataset().classes()).containsExactlyInAnyOrderElementsOf(PhantomGenerator.classes());
    }

    @Test
    void evenTheTraitsThemselvesShouldNotTellClassesApartForSure() {
        int n = 30_000;
        int right = 0;
        Random random = new Random(1);
        for (int i = 0; i < n; i++) {
            right += PhantomTraits.draw(i % 3, random).likeliestClass() == i % 3 ? 1 : 0;
        }
        assertThat((double) right / n).isBetween(0.955, 0.985);
    }

    @Test
    void fewPlainFeaturesShouldTellMoreThanChanceAndLessThanAll() {
        int trained = 600;
        Dataset data = new PhantomGenerator(11, 32).dataset(900);
        double[][] rows = new double[data.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = features(data.image(i), 32);
        }
        standardise(rows);
        double[][] weights = new double[3][rows[0].length];
        for (int step = 0; step < 300; step++) {
            for (int i = 0; i < trained; i++) {
                double[] p = probabilities(weights, rows[i]);
                for (int c = 0; c < 3; c++) {
                    double error = (data.label(i) == c ? 1 : 0) - p[c];
                    for (int k = 0; k < rows[i].length; k++) {
                        weights[c][k] += 0.002 * error * rows[i][k];
                    }
                }
            }
        }
        int right = 0;
        for (int i = trained; i < rows.length; i++) {
            double[] p = probabilities(weights, rows[i]);
            int best = p[0] >= p[1] && p[0] >= p[2] ? 0 : p[1] >= p[2] ? 1 : 2;
            right += best == data.label(i) ? 1 : 0;
        }
        assertThat(right / (double) (rows.length - trained)).isBetween(0.6, 0.95);
    }

    private static double[] probabilities(double[][] weights, double[] row) {
        double[] p = new double[weights.length];
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            for (int k = 0; k < row.length; k++) {
                p[c] += weights[c][k] * row[k];
            }
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    /** Mean, spread and roughness of lightness and of two hues, in the middle of the image, where the lesion is. */
    private static double[] features(byte[] image, int side) {
        double[] f = new double[10];
        f[9] = 1;
        int from = side / 4;
        double n = (side - 2 * from) * (side - 2 * from);
        for (int y = from; y < side - from; y++) {
            for (int x = from; x < side - from; x++) {
                double[] here = hues(image, (y * side + x) * 3);
                double[] next = hues(image, (y * side + x + 1) * 3);
                for (int k = 0; k < 3; k++) {
                    f[k] += here[k] / n;
                    f[3 + k] += here[k] * here[k] / n;
                    f[6 + k] += Math.abs(here[k] - next[k]) / n;
                }
            }
        }
        for (int k = 0; k < 3; k++) {
            f[3 + k] = Math.sqrt(f[3 + k] - f[k] * f[k]);
        }
        return f;
    }

    private static double[] hues(byte[] image, int at) {
        double r = Math.log(8 + (image[at] & 0xFF));
        double g = Math.log(8 + (image[at + 1] & 0xFF));
        double b = Math.log(8 + (image[at + 2] & 0xFF));
        return new double[] {r + g + b, r - g, g - b};
    }

    private static void standardise(double[][] rows) {
        for (int k = 0; k < rows[0].length - 1; k++) {
            double mean = 0;
            double square = 0;
            for (double[] row : rows) {
                mean += row[k] / rows.length;
                square += row[k] * row[k] / rows.length;
            }
            double spread = Math.sqrt(square - mean * mean);
            for (double[] row : rows) {
                row[k] = (row[k] - mean) / spread;
            }
        }
    }

    @Test
    void classesShouldTakeTurns() {
        assertThat(new PhantomGenerator(1, 16).dataset(9).classCounts()).containsExactly(3, 3, 3);
    }

    @Test
    void generatorWithInvalidArgument() {
        assertThatThrownBy(() -> new PhantomGenerator(1, 8)).hasMessage("size: 8 (expected: 16 <= size <= 4096)");
        assertThatThrownBy(() -> new PhantomGenerator(1, 16).image(-1)).hasMessage("index: -1 (expected: >= 0)");
    }
}
