package org.robustdx.trainer.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.robustdx.inference.file.WholeFile;

/**
 * A table of percentages as a picture: a number and a colour in each cell, from orange (bad) over white to blue (good),
 * which people tell apart who do not see red or green as others do.
 */
public final class HeatMap {
    private static final int CELL_WIDTH = 44;
    private static final int CELL_HEIGHT = 26;
    private static final int LETTER = 8;
    private static final int MARGIN = 16;
    private static final int TITLE = 40;
    private static final Color BAD = new Color(0xE69F00);
    private static final Color GOOD = new Color(0x56B4E9);

    private HeatMap() {}

    /**
     * Draws a table. Cells whose value is NaN stay empty.
     *
     * @param values rows by columns, 0 to 100
     * @param goodIsHigh whether high values are good
     */
    public static void draw(
            String title, List<String> rows, List<String> columns, double[][] values, boolean goodIsHigh, Path file)
            throws IOException {
        if (values.length != rows.size() || Arrays.stream(values).anyMatch(row -> row.length != columns.size())) {
            throw new IllegalArgumentException(
                    "values (expected: " + rows.size() + " rows of " + columns.size() + " columns)");
        }
        int left = MARGIN + LETTER * longest(rows);
        int top = TITLE + LETTER * longest(columns);
        BufferedImage image = new BufferedImage(
                left + columns.size() * CELL_WIDTH + MARGIN,
                top + rows.size() * CELL_HEIGHT + MARGIN,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, image.getWidth(), image.getHeight());
            pen.setColor(Color.BLACK);
            pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
            pen.drawString(title, MARGIN, MARGIN + 10);
            pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
            for (int k = 0; k < columns.size(); k++) {
                upright(pen, columns.get(k), left + k * CELL_WIDTH + CELL_WIDTH / 2 + 5, top - 6);
            }
            for (int i = 0; i < rows.size(); i++) {
                int y = top + i * CELL_HEIGHT;
                pen.drawString(rows.get(i), left - 8 - pen.getFontMetrics().stringWidth(rows.get(i)), y + 18);
                for (int k = 0; k < columns.size(); k++) {
                    cell(pen, values[i][k], goodIsHigh, left + k * CELL_WIDTH, y);
                }
            }
        } catch (LinkageError | InternalError e) { // So Java tells of fonts that are missing.
            throw new IOException("plots: not drawn (expected: fontconfig and a font on this machine)", e);
        } finally {
            pen.dispose();
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        WholeFile.write(file, png.toByteArray());
    }

    private static int longest(List<String> names) {
        return names.stream().mapToInt(String::length).max().orElse(0) + 1;
    }

    /** Writes from bottom to top. */
    private static void upright(Graphics2D pen, String text, int x, int y) {
        AffineTransform before = pen.getTransform();
        pen.rotate(-Math.PI / 2, x, y);
        pen.drawString(text, x, y);
        pen.setTransform(before);
    }

    private static void cell(Graphics2D pen, double value, boolean goodIsHigh, int x, int y) {
        if (Double.isNaN(value)) {
            return;
        }
        double share = Math.min(100, Math.max(0, value)) / 100;
        pen.setColor(colour(goodIsHigh ? share : 1 - share));
        pen.fillRect(x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1);
        pen.setColor(Color.BLACK);
        String text = String.format(Locale.ROOT, "%.0f", value);
        int width = pen.getFontMetrics().stringWidth(text);
        pen.drawString(text, x + (CELL_WIDTH - width) / 2, y + 18);
    }

    /** Returns the colour of a value from 0 (bad) to 1 (good). */
    private static Color colour(double good) {
        Color end = good < 0.5 ? BAD : GOOD;
        double strength = Math.abs(2 * good - 1);
        return new Color(
                mixed(end.getRed(), strength), mixed(end.getGreen(), strength), mixed(end.getBlue(), strength));
    }

    private static int mixed(int channel, double strength) {
        return (int) Math.round(255 + strength * (channel - 255));
    }
}
