/**
 * Attacks on a model. They change the model's {@code pixels} tensor, with values in [0,1].
 *
 * <ul>
 * <li>Start with {@link org.robustdx.trainer.attack.Attack}, the interface, and
 * {@link org.robustdx.trainer.attack.Attacks}, which registers all attacks. {@link org.robustdx.trainer.attack.Pgd} is
 * a simple example.
 * <li>{@link org.robustdx.trainer.attack.Budget} limits the change, in a {@link org.robustdx.trainer.attack.Norm}.
 * <li>An attack sees the model as a {@link org.robustdx.trainer.attack.Classifier}; the adaptive attack sees the
 * detectors too ({@link org.robustdx.trainer.attack.DetectingClassifier}).
 * <li>{@code Search} keeps the best result for each image, {@code Oracle} evaluates the model on plain arrays, and
 * {@code Losses} holds the objectives.
 * <li>{@link org.robustdx.trainer.attack.TrainingAttack} is the cheap attack inside adversarial training.
 * </ul>
 */
@NullMarked
package org.robustdx.trainer.attack;

import org.jspecify.annotations.NullMarked;
