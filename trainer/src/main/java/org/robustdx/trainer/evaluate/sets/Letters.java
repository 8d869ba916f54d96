package org.robustdx.trainer.evaluate.sets;

import java.util.List;
import java.util.SplittableRandom;

/** Draws capital letters that consist of straight strokes. No font is needed, so the images are the same on every machine. */
final class Letters {
    /** Strokes of one letter: x1 y1 x2 y2 each, in quarters of its box, from the top left. */
    private static final List<String> STROKES = List.of(
            "0420 2044 1232", // A
            "0004 0040 0232 0444", // E
            "0004 0040 0232", // F
            "0004 4044 0242", // H
            "0004 0240 0244", // K
            "0004 0444", // L
            "0400 0022 2240 4044", // M
            "0400 0044 4440", // N
            "0040 2024", // T
            "0024 2440", // V
            "0014 1422 2234 3440", // W
            "0044 0440", // X
            "0022 4022 2224", // Y
            "0040 4004 0444"); // Z

    private static final int MOST_ROWS = 6;
    private static final double LEAST_CONTRAST = 0.35;

    private Letters() {}

    /** Covers the canvas with letters in rows: one large letter, or up to six rows of six. */
    static void draw(Canvas canvas, SplittableRandom random) {
        double level = random.nextDouble();
        double[] ground = canvas.colour(c -> near(level, random));
        double inkLevel = level < 0.5
                ? level + LEAST_CONTRAST + (1 - level - LEAST_CONTRAST) * random.nextDouble()
                : (level - LEAST_CONTRAST) * random.nextDouble();
        double[] ink = canvas.colour(c -> near(inkLevel, random));
        canvas.fill(ground);
        int rows = 1 + random.nextInt(MOST_ROWS);
        double cell = 1.0 / rows;
        double box = cell * (0.5 + 0.3 * random.nextDouble());
        double width = box * (0.08 + 0.12 * random.nextDouble());
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < rows; column++) {
                String letter = STROKES.get(random.nextInt(STROKES.size()));
                double left = column * cell + (cell - box) / 2;
                double top = row * cell + (cell - box) / 2;
                for (String stroke : letter.split(" ", -1)) {
                    canvas.stroke(
                            left + box * at(stroke, 0),
                            top + box * at(stroke, 1),
                            left + box * at(stroke, 2),
                            top + box * at(stroke, 3),
                            width,
                            ink);
                }
            }
        }
    }

    /** Channels differ a little, so that letters have a colour where there is one. */
    private static double near(double level, SplittableRandom random) {
        return Math.max(0, Math.min(1, level + 0.2 * (random.nextDouble() - 0.5)));
    }

    private static double at(String stroke, int index) {
        return (stroke.charAt(index) - '0') / 4.0;
    }
}
