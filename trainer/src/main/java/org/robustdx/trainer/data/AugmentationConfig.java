package org.robustdx.trainer.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The strength of augmentation. Every amount is the half-width of a uniform range around no change.
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
 * @param sharpness share by which the difference from the mean of 3×3 pixels grows or shrinks; 0 to 1
 * @param stretch change of the ratio of width to height: the factor is e to the power of -stretch to stretch, and the area stays; 0 to 1
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
        double sharpness,
        double stretch) {
    private static final String ROTATION = "rotation";

    public AugmentationConfig {
        check(ROTATION, rotation, 180);
        check("scale", scale, 0.9);
        check("translation", translation, 0.5);
        check("brightness", brightness, 1);
        check("contrast", contrast, 0.9);
        check("gamma", gamma, 2);
        check("colour", colour, 0.9);
        check("sharpness", sharpness, 1);
        check("stretch", stretch, 1);
    }

    private static void check(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 <= " + name + " <= " + most + ")");
        }
    }

    /** Returns the configuration that does not change images. */
    public static AugmentationConfig none() {
        return new AugmentationConfig(false, false, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Returns the configuration for chest X-rays: never upside down, small geometric changes, and large changes of exposure, which differs most
     * between hospitals. Larger geometric changes lower the accuracy on clean and on attacked images.
     */
    public static AugmentationConfig chest() {
        return new AugmentationConfig(true, false, 4, 0.05, 0.03, 0.12, 0.25, 0.35, 0, 0.3, 0);
    }

    /** Returns the configuration for skin lesions, which have no up or down; exposure differs between cameras. */
    public static AugmentationConfig skin() {
        return new AugmentationConfig(true, true, 180, 0.15, 0.08, 0.12, 0.25, 0.3, 0.08, 0.3, 0);
    }

    /** Returns the configuration for the phantoms, which look like skin lesions and all have the same exposure. */
    public static AugmentationConfig phantom() {
        return new AugmentationConfig(true, true, 180, 0.15, 0.08, 0.08, 0.15, 0.15, 0.06, 0.3, 0);
    }

    /**
     * Returns the configuration with a share of each amount; flips, and rotation by any angle, do not change.
     *
     * @param share 0 to 1
     */
    public AugmentationConfig times(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("augmentation: " + share + " (expected: 0 <= augmentation <= 1)");
        }
        Map<String, Double> amounts = amounts();
        amounts.replaceAll((name, amount) -> name.equals(ROTATION) && amount == 180 ? amount : share * amount);
        return of(amounts);
    }

    /**
     * Returns the configuration with other values for some of its amounts.
     *
     * @param changed the new amounts, by the names of this record's components
     * @throws IllegalArgumentException if a name is unknown or an amount is out of its range
     */
    public AugmentationConfig with(Map<String, Double> changed) {
        Map<String, Double> amounts = amounts();
        changed.forEach((name, amount) -> {
            if (amounts.replace(name, amount) == null) {
                throw new IllegalArgumentException(
                        "vary: " + name + " (expected: one of " + String.join(", ", amounts.keySet()) + ")");
            }
        });
        return of(amounts);
    }

    /** Returns the amounts of this configuration that differ from those of {@code other}, by name. */
    public Map<String, Double> changesOf(AugmentationConfig other) {
        Map<String, Double> changes = amounts();
        Map<String, Double> others = other.amounts();
        changes.entrySet().removeIf(entry -> {
            double before = Objects.requireNonNull(others.get(entry.getKey()));
            return Math.abs(entry.getValue() - before) <= 1e-5 * before;
        });
        return changes;
    }

    /** Returns the share of {@code whole} that explains most of this configuration's amounts, rounded to 6 decimals; 1 if none does. */
    public double shareOf(AugmentationConfig whole) {
        double best = 1;
        Map<String, Double> of = whole.amounts();
        for (Map.Entry<String, Double> amount : amounts().entrySet()) {
            double share = Math.rint(amount.getValue() / Objects.requireNonNull(of.get(amount.getKey())) * 1e6) / 1e6;
            if (share >= 0
                    && share <= 1
                    && changesOf(whole.times(share)).size()
                            < changesOf(whole.times(best)).size()) {
                best = share;
            }
        }
        return best;
    }

    /** Returns the amounts by name, in the order of the components. */
    private Map<String, Double> amounts() {
        Map<String, Double> amounts = new LinkedHashMap<>();
        amounts.put(ROTATION, rotation);
        amounts.put("scale", scale);
        amounts.put("translation", translation);
        amounts.put("brightness", brightness);
        amounts.put("contrast", contrast);
        amounts.put("gamma", gamma);
        amounts.put("colour", colour);
        amounts.put("sharpness", sharpness);
        amounts.put("stretch", stretch);
        return amounts;
    }

    /** Returns the configuration with these amounts, and this one's flips. */
    private AugmentationConfig of(Map<String, Double> amounts) {
        Iterator<Double> next = amounts.values().iterator();
        return new AugmentationConfig(
                horizontalFlip,
                verticalFlip,
                next.next(),
                next.next(),
                next.next(),
                next.next(),
                next.next(),
                next.next(),
                next.next(),
                next.next(),
                next.next());
    }

    boolean movesPixels() {
        return horizontalFlip || verticalFlip || rotation > 0 || scale > 0 || translation > 0 || stretch > 0;
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
        amounts().forEach((name, amount) -> {
            if (amount > 0) {
                String number = amount == Math.rint(amount) ? String.valueOf(amount.longValue()) : amount.toString();
                words.add(name + " " + number + (name.equals(ROTATION) ? " degrees" : ""));
            }
        });
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
