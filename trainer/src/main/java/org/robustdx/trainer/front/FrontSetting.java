package org.robustdx.trainer.front;

import java.util.Locale;
import org.robustdx.trainer.common.Bounds;

/** The numeric settings of fronts. Each front has some of them, with a default value. */
public enum FrontSetting {
    /** Channels of the first stage of the front's network. */
    FRONT_WIDTH(1, 256, true, "Channels of the first stage of the front's network."),
    /** Radius of the attacks in training. */
    FRONT_EPSILON(0.1, 255, false, "Radius of the attacks in training, L-inf, in units of 1/255."),
    /** Steps of the attacks in training. */
    FRONT_STEPS(1, 1000, true, "Largest number of steps of the attacks in training."),
    /** Noise of MagNet's training. */
    FRONT_NOISE(0, 1, false, "Standard deviation of the noise in training, of samples in [0,1]."),
    /** Universal perturbations in training. */
    PERTURBATIONS(1, 1000, true, "Universal perturbations of the training, half of them synthetic."),
    /** Bits of a sample after squeezing. */
    BITS(1, 7, true, "Bits of a sample after squeezing."),
    /** Quality of JPEG. */
    QUALITY(1, 100, true, "Quality of the JPEG compression.");

    private final double least;
    private final double most;
    private final boolean whole;
    private final String description;

    FrontSetting(double least, double most, boolean whole, String description) {
        this.least = least;
        this.most = most;
        this.whole = whole;
        this.description = description;
    }

    /** Returns the name on the command line and in files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether the value must be a whole number. */
    public boolean whole() {
        return whole;
    }

    /** Returns a one-sentence description. */
    public String description() {
        return description;
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    void require(double value) {
        Bounds.requireFrom(id(), value, least, most);
        if (whole && value != Math.rint(value)) {
            throw new IllegalArgumentException(id() + ": " + Bounds.show(value) + " (expected: a whole number)");
        }
    }
}
