package org.robustdx.trainer.evaluate.sets;

import java.util.function.IntToDoubleFunction;

/** A square image to draw on. Levels are from 0 to 1 and clipped; places are from 0 to 1 from the left and from the top. */
final class Canvas {
    private final int side;
    private final int channels;
    private final byte[] pixels;

    /** The level of a channel at a place. */
    interface Paint {
        double level(double x, double y, int channel);
    }

    /** Creates a black image. */
    Canvas(int side, int channels) {
        this.side = side;
        this.channels = channels;
        this.pixels = new byte[side * side * channels];
    }

    /** Returns a level for each channel. */
    double[] colour(IntToDoubleFunction level) {
        double[] colour = new double[channels];
        for (int c = 0; c < channels; c++) {
            colour[c] = level.applyAsDouble(c);
        }
        return colour;
    }

    void fill(double[] colour) {
        paint((x, y, c) -> colour[c]);
    }

    void paint(Paint paint) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int c = 0; c < channels; c++) {
                    set(x, y, c, paint.level((x + 0.5) / side, (y + 0.5) / side, c));
                }
            }
        }
    }

    /** Draws a straight stroke with round ends. */
    void stroke(double x1, double y1, double x2, double y2, double width, double[] colour) {
        double length = Math.max(1e-12, (x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
        // Strokes thinner than a pixel would have gaps.
        double reach = Math.max(width, 1.0 / side) / 2;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double px = (x + 0.5) / side - x1;
                double py = (y + 0.5) / side - y1;
                double along = Math.max(0, Math.min(1, (px * (x2 - x1) + py * (y2 - y1)) / length));
                if (Math.hypot(px - along * (x2 - x1), py - along * (y2 - y1)) <= reach) {
                    for (int c = 0; c < channels; c++) {
                        set(x, y, c, colour[c]);
                    }
                }
            }
        }
    }

    /** Returns the image, interleaved row by row. */
    byte[] pixels() {
        return pixels.clone();
    }

    private void set(int x, int y, int channel, double level) {
        pixels[(y * side + x) * channels + channel] = (byte) Math.round(255 * Math.max(0, Math.min(1, level)));
    }
}
