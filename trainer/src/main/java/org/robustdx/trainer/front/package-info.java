/**
 * Fronts: networks before a classifier, which repair its images. The classifier is frozen: one of our own models, or an
 * adopted one.
 *
 * <ul>
 * <li>Start with {@link org.robustdx.trainer.front.Front}, the interface, and {@link org.robustdx.trainer.front.Fronts},
 * which registers all fronts. {@code Squeezing} is a simple one without training, {@code GuidedDenoiser} one with.
 * <li>{@link org.robustdx.trainer.front.FrontedNetwork} is front and classifier as one network. It is exported, attacked
 * and judged like any other network.
 * <li>{@link org.robustdx.trainer.front.FrontTraining} trains a front before its frozen classifier.
 * </ul>
 */
@NullMarked
package org.robustdx.trainer.front;

import org.jspecify.annotations.NullMarked;
