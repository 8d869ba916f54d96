package org.robustdx.trainer.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;

/**
 * Compares the model's confidence with its accuracy in one condition (a reliability diagram). Shares and probabilities are from 0 to 1.
 *
 * @param condition name of the condition
 * @param epsilon L-inf bound of the attack in units of 1/255; null without attack
 * @param n number of images
 * @param expectedCalibrationError mean over images of the gap between confidence and accuracy, in bins of equal width
 * @param bins bins that hold images, by ascending confidence
 */
public record ReliabilityResults(
        String condition,
        ThreatModel threatModel,
        @Nullable Double epsilon,
        int n,
        double expectedCalibrationError,
        List<Bin> bins) {

    /**
     * The images whose confidence lies in one interval.
     *
     * @param from lower bound of the confidence
     * @param to upper bound of the confidence
     * @param n number of images
     * @param confidence mean of the largest class probability
     * @param accuracy share of the images that are classified correctly
     */
    public record Bin(double from, double to, int n, double confidence, double accuracy) {}
}
