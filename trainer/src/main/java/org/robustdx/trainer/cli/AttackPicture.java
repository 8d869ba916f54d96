package org.robustdx.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.data.Dataset;

/** A picture of attacked images, in rows of the image, the attacked image and the difference. */
final class AttackPicture {
    /** Name of the file. */
    static final String FILE = "examples.png";

    private static final int ROWS = 4;
    private static final int GAP = 4;
    private static final int LEAST_SIDE = 160;
    private static final int WHITE = 255;
    private static final int GRAY = 128;

    private AttackPicture() {}

    /**
     * Writes the picture of the first images.
     *
     * @return the factor by which the differences are multiplied
     */
    static int write(Dataset clean, Dataset attacked, Path file) throws IOException {
        int rows = Math.min(ROWS, clean.size());
        int gain = gain(clean, attacked, rows);
        int zoom = Math.max(1, (LEAST_SIDE + clean.width() - 1) / clean.width());
        int cellWidth = zoom * clean.width();
        int cellHeight = zoom * clean.height();
        int channels = clean.channels();
        int width = 3 * cellWidth + 4 * GAP;
        int height = rows * cellHeight + (rows + 1) * GAP;
        byte[] pixels = new byte[width * height * channels];
        java.util.Arrays.fill(pixels, (byte) WHITE);
        for (int row = 0; row < rows; row++) {
            byte[][] columns = {
                clean.image(row), attacked.image(row), difference(clean.image(row), attacked.image(row), gain)
            };
            for (int column = 0; column < columns.length; column++) {
                int left = GAP + column * (cellWidth + GAP);
                int top = GAP + row * (cellHeight + GAP);
                for (int y = 0; y < cellHeight; y++) {
                    for (int x = 0; x < cellWidth; x++) {
                        int from = (y / zoom * clean.width() + x / zoom) * channels;
                        int to = ((top + y) * width + left + x) * channels;
                        System.arraycopy(columns[column], from, pixels, to, channels);
                    }
                }
            }
        }
        Files.write(file, new Raster(width, height, channels, pixels).toPng());
        return gain;
    }

    /** Returns the largest integer factor that clips no difference. */
    private static int gain(Dataset clean, Dataset attacked, int rows) {
        int largest = 1;
        for (int row = 0; row < rows; row++) {
            byte[] before = clean.image(row);
            byte[] after = attacked.image(row);
            for (int i = 0; i < before.length; i++) {
                largest = Math.max(largest, Math.abs((after[i] & 0xFF) - (before[i] & 0xFF)));
            }
        }
        return Math.max(1, (GRAY - 1) / largest);
    }

    private static byte[] difference(byte[] before, byte[] after, int gain) {
        byte[] shown = new byte[before.length];
        for (int i = 0; i < shown.length; i++) {
            int value = GRAY + gain * ((after[i] & 0xFF) - (before[i] & 0xFF));
            shown[i] = (byte) Math.max(0, Math.min(WHITE, value));
        }
        return shown;
    }
}
