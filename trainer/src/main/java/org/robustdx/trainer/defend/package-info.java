/**
 * Defences: what a training step does to make the model robust against attacks.
 *
 * <p>Start with {@link org.robustdx.trainer.defend.Defence}, the interface, and
 * {@link org.robustdx.trainer.defend.Defences}, which registers all defences. {@code AdversarialTraining} and
 * {@code Trades} are the implementations. {@link org.robustdx.trainer.defend.DefenceOptions} holds the parameters, and
 * {@code Strength} increases them during the warm-up.
 */
@NullMarked
package org.robustdx.trainer.defend;

import org.jspecify.annotations.NullMarked;
