package org.robustdx.trainer.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.robustdx.trainer.evaluate.Picture.Change;

/**
 * A change that another scanner, camera, operator or file format may cause. {@code docs/evaluation.md} lists the strengths, which were fixed before
 * any model was measured. Lengths are shares of the image's side, levels are shares of the range of a sample.
 */
public enum Shift {
    BRIGHTER("levels + 0.15", p -> p.tone(v -> v + 0.15)),
    DARKER("levels - 0.15", p -> p.tone(v -> v - 0.15)),
    LESS_CONTRAST("0.6 times, around the middle level", p -> p.tone(v -> 0.5 + 0.6 * (v - 0.5))),
    MORE_CONTRAST("1.5 times, around the middle level", p -> p.tone(v -> 0.5 + 1.5 * (v - 0.5))),
    GAMMA_LIGHT("levels to the power 0.6", p -> p.tone(v -> Math.pow(v, 0.6))),
    GAMMA_DARK("levels to the power 1.6", p -> p.tone(v -> Math.pow(v, 1.6))),
    BLUR("Gaussian, standard deviation 1/64 of the side", p -> p.blur(1 / 64.0)),
    SHARPEN("unsharp mask of radius 1/64 of the side, amount 1.5", p -> p.sharpen(1 / 64.0, 1.5)),
    CROP("central 85 % of each side, enlarged", p -> p.zoom(1 / 0.85)),
    SHRINK("to 85 % of each side, border repeated", p -> p.zoom(0.85)),
    ROTATE_LEFT("10 degrees", p -> p.rotate(-10)),
    ROTATE_RIGHT("10 degrees", p -> p.rotate(10)),
    JPEG("quality 30 of 100, at the model's size", p -> p.jpeg(0.30)),
    MIXTURE_A(
            "brighter 0.1, contrast 0.8, crop 90 %, JPEG 50",
            p -> p.tone(v -> 0.5 + 0.8 * (v - 0.5) + 0.1).zoom(1 / 0.9).jpeg(0.5)),
    MIXTURE_B(
            "gamma 1.3, blur 0.7/64, rotation 5 degrees, JPEG 50",
            p -> p.tone(v -> Math.pow(v, 1.3)).blur(0.7 / 64).rotate(5).jpeg(0.5)),
    MIXTURE_C(
            "darker 0.1, contrast 1.25, sharpening 1, rotation -5 degrees",
            p -> p.tone(v -> 0.5 + 1.25 * (v - 0.5) - 0.1).sharpen(1 / 64.0, 1).rotate(-5)),
    MIXTURE_D(
            "gamma 0.75, shrink 90 %, blur 0.7/64, JPEG 30",
            p -> p.tone(v -> Math.pow(v, 0.75)).zoom(0.9).blur(0.7 / 64).jpeg(0.3));

    private final String description;
    private final Change change;

    Shift(String description, Change change) {
        this.description = description;
        this.change = change;
    }

    /** Returns a description with the strength. */
    public String description() {
        return description;
    }

    /** Returns a changed copy of the image. */
    public Picture apply(Picture image) {
        return change.apply(image);
    }

    /** Returns all shifts. */
    public static List<Shift> all() {
        return Arrays.asList(values());
    }

    /** Returns its name in reports, such as {@code less-contrast}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
