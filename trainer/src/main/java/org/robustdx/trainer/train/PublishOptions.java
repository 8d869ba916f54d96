package org.robustdx.trainer.train;

import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.common.Bounds;

/**
 * How a trained model is calibrated and measured. Nothing that training learns depends on these options, so a resumed run may change them.
 *
 * @param falseAlarmRate share of clean images that the model may flag, above 0 and below 1
 * @param attackImages images of the test split that are attacked for the model card; 0 for no attack
 * @param source where the images come from, as the card states it
 */
public record PublishOptions(double falseAlarmRate, int attackImages, DataSource source) {
    /** Number of attacked images unless another number is chosen. */
    public static final int DEFAULT_ATTACK_IMAGES = 200;

    public PublishOptions {
        Bounds.requireWithin("false-alarm-rate", falseAlarmRate, 0, 1);
        if (attackImages < 0) {
            throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
        }
    }

    /** Returns the default options. */
    public static PublishOptions ofDefaults() {
        return new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, DEFAULT_ATTACK_IMAGES, DataSource.unknown());
    }
}
