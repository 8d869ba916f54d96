package org.robustdx.trainer.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How far training images are varied. Every amount is the half-width of a uniform range around "unchanged".
 *
 * @param horizontalFlip whether half of the images are mirrored left to right
 * @param verticalFlip whether half of the images are turned upside down
 * @param rotation in degrees, 0 to 180
 * @param scale relative: 0.1 is 0.9 to 1.1 times the size; below 1
 * @param translation relative to the side, 0 to 0.5
 * @param brightness added to pixels in [0,1], 0 to 1
 * @param contrast relative, around mid-gray; below 1
 * @param gamma the exponent is e to the power of -gamma to gamma; 0 to 2
 * @param colour relative gain of each channel by itself, below 1; 0 for gray images
 * @param sharpness share by which the difference from the mean of 3×3 pixels grows or, at most to nothing, shrinks; 0 to 1
 */
public record AugmentationConfig(
        boolean horizontalFlip,
        boolean verticalFlip,
        double rotation,
        double scale,
        double translation,
        double brightness,
        double contrast,
        double gamma,
        double colour,
        double sharpness) {
    public AugmentationConfig {
        check("rotation", rotation, 180);
        check("scale", scale, 0.9);
        check("translation", translation, 0.5);
        check("brightness", brightness, 1);
        check("contrast", contrast, 0.9);
        check("gamma", gamma, 2);
        check("colour", colour, 0.9);
        check("sharpness", sharpness, 1);
    }

    private static void check(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 <= " + name + " <= " + most + ")");
        }
    }

    /** Returns the configuration that leaves images as they are. */
    public static AugmentationConfig none() {
        return new AugmentationConfig(false, false, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Returns the configuration for chest X-rays: never upside down, little movement, and much variation of exposure, since that is what
     * differs most between hospitals and draws. Moved and rotated further, images cost accuracy on clean and attacked ones alike.
     */
    public static AugmentationConfig chest() {
        return new AugmentationConfig(true, false, 4, 0.05, 0.03, 0.12, 0.25, 0.35, 0, 0.3);
    }

    /** Returns the configuration for skin lesions, which have no up or down; exposure differs between cameras. */
    public static AugmentationConfig skin() {
        return new AugmentationConfig(true, true, 180, 0.15, 0.08, 0.12, 0.25, 0.3, 0.08, 0.3);
    }

    /** Returns the configuration for the phantoms, which look like skin lesions and are all exposed alike. */
    public static AugmentationConfig phantom() {
        return new AugmentationConfig(true, true, 180, 0.15, 0.08, 0.08, 0.15, 0.15, 0.06, 0.3);
    }

    /**
     * Returns the configuration with a share of each amount; flips, and rotation to any angle, stay as they are.
     *
     * @param share 0 to 1
     */
    public AugmentationConfig times(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("augmentation: " + share + " (expected: 0 <= augmentation <= 1)");
        }
        return new AugmentationConfig(
                horizontalFlip,
                verticalFlip,
                rotation == 180 ? rotation : share * rotation,
                share * scale,
                share * translation,
                share * brightness,
                share * contrast,
                share * gamma,
                share * colour,
                share * sharpness);
    }

    /** Returns of which share of {@code whole} this is the configuration. */
    public double shareOf(AugmentationConfig whole) {
        return whole.scale == 0 ? 1 : Math.rint(scale / whole.scale * 1e6) / 1e6;
    }

    boolean movesPixels() {
        return horizontalFlip || verticalFlip || rotation > 0 || scale > 0 || translation > 0;
    }

    boolean changesTone() {
        return brightness > 0 || contrast > 0 || gamma > 0 || colour > 0;
    }

    /** Returns the configuration in words, such as {@code left-right flips, rotation 10 degrees, scale 0.12}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (horizontalFlip) {
            words.add("left-right flips");
        }
        if (verticalFlip) {
            words.add("up-down flips");
        }
        add(words, "rotation", rotation, " degrees");
        add(words, "scale", scale, "");
        add(words, "translation", translation, "");
        add(words, "brightness", brightness, "");
        add(words, "contrast", contrast, "");
        add(words, "gamma", gamma, "");
        add(words, "colour", colour, "");
        add(words, "sharpness", sharpness, "");
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private static void add(List<String> words, String name, double amount, String unit) {
        if (amount > 0) {
            words.add(name + " " + (amount == Math.rint(amount) ? String.valueOf((long) amount) : amount) + unit);
        }
    }
}
