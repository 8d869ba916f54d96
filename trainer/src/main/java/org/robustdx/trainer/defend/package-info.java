/**
 * Defences: what a training step does to make the model robust against attacks.
 *
 * <p>Start with {@link org.robustdx.trainer.defend.Defence}, the interface, and
 * {@link org.robustdx.trainer.defend.Defences}, which registers all defences. {@code AdversarialTraining} is the
 * simplest implementation; {@code EnsembleTraining} and {@code Distillation} use fixed models.
 * {@link org.robustdx.trainer.defend.DefenceOptions} holds the {@linkplain org.robustdx.trainer.defend.DefenceSetting
 * settings} and creates one instance for a training run, which training hands down. {@code Strength} increases radius
 * and steps during the warm-up.
 */
@NullMarked
package org.robustdx.trainer.defend;

import org.jspecify.annotations.NullMarked;
