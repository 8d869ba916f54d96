/**
 * The training loop.
 *
 * <p>Start with {@link org.robustdx.trainer.train.Trainer}, which runs the epochs. {@link org.robustdx.trainer.train.TrainOptions} holds all settings
 * that the learned parameters depend on; {@link org.robustdx.trainer.train.PublishOptions} holds those that take effect after training. In each step,
 * {@link org.robustdx.trainer.train.BatchAssembler} builds {@link org.robustdx.trainer.train.Examples} (clean, noisy and adversarial images),
 * {@link org.robustdx.trainer.train.TrainingGraph} computes the loss of the {@link org.robustdx.trainer.train.Objective} with its gradients, and
 * {@link org.robustdx.trainer.train.AdamW} updates the parameters at the rate of {@link org.robustdx.trainer.train.Schedule}.
 *
 * <p>After each epoch, {@link org.robustdx.trainer.train.Judgement} scores the averaged parameters on the validation split, and
 * {@link org.robustdx.trainer.train.Checkpoint} stores everything that a resumed run needs. {@link org.robustdx.trainer.train.Evaluator} computes
 * {@link org.robustdx.trainer.train.Metrics} for whole datasets.
 */
@NullMarked
package org.robustdx.trainer.train;

import org.jspecify.annotations.NullMarked;
