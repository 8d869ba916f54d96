/**
 * From a trained network to a served file, and back.
 *
 * <ul>
 *   <li>{@link org.robustdx.trainer.pipeline.Task} and {@link org.robustdx.trainer.pipeline.Splits}: what a model is for, and the four parts
 *       of its data.
 *   <li>{@link org.robustdx.trainer.pipeline.SavedModel} opens a checkpoint, {@link org.robustdx.trainer.pipeline.JudgedModel} an exported
 *       file with its network.
 *   <li>{@link org.robustdx.trainer.pipeline.ModelPublisher} calibrates, exports, verifies and measures a model;
 *       {@link org.robustdx.trainer.pipeline.CardOf} writes its card, {@link org.robustdx.trainer.pipeline.TrainingSite} states where its images come
 *       from.
 *   <li>{@link org.robustdx.trainer.pipeline.ScopeAddition} adds scope detectors and prediction sets to an exported file;
 *       {@link org.robustdx.trainer.pipeline.ScopeCard} writes its card.
 *   <li>{@link org.robustdx.trainer.pipeline.Verifier} compares a file with its graph.
 * </ul>
 *
 * Nothing here knows the command line.
 */
@NullMarked
package org.robustdx.trainer.pipeline;

import org.jspecify.annotations.NullMarked;
