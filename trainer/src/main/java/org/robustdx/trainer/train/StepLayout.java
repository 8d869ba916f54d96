package org.robustdx.trainer.train;

/**
 * Which images a training step reads, n of each: the clean ones, noisy copies of them, adversarial ones made of them; in this order.
 *
 * @param clean whether the clean images are read
 * @param noisy noisy copies of each, at least 0
 * @param adversarial adversarial copies of each, at least 0
 */
public record StepLayout(boolean clean, int noisy, int adversarial) {
    /** Returns how many times n images are read. */
    public int groups() {
        return first() + noisy + adversarial;
    }

    /** Returns the first group that is not of clean images. */
    public int first() {
        return clean ? 1 : 0;
    }

    /** Returns the first group of adversarial images. */
    public int firstAdversarial() {
        return first() + noisy;
    }
}
