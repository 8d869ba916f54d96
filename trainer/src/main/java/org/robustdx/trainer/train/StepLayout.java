package org.robustdx.trainer.train;

/**
 * The groups of images in a training step, in this order: clean images, noisy copies, adversarial copies. Each group has n images.
 *
 * @param clean whether the step uses the clean images
 * @param noisy number of noisy copies of each image, at least 0
 * @param adversarial number of adversarial copies of each image, at least 0
 */
public record StepLayout(boolean clean, int noisy, int adversarial) {
    /** Returns the number of groups. */
    public int groups() {
        return first() + noisy + adversarial;
    }

    /** Returns the index of the first group that does not hold clean images. */
    public int first() {
        return clean ? 1 : 0;
    }

    /** Returns the index of the first group of adversarial images. */
    public int firstAdversarial() {
        return first() + noisy;
    }
}
