/**
 * Publishing: a trained model becomes a file with a card.
 *
 * <ul>
 *   <li>{@link org.robustdx.trainer.publish.DecisionFit} fits the decision threshold.
 *   <li>{@link org.robustdx.trainer.publish.ModelPublisher} fits and calibrates the detectors, writes the file, verifies it, measures it
 *       ({@link org.robustdx.trainer.publish.Measurement}) and writes its card ({@link org.robustdx.trainer.publish.CardOf}).
 *   <li>{@link org.robustdx.trainer.publish.ScopeAddition} adds scope detectors and prediction sets to a file that has none, without training;
 *       {@link org.robustdx.trainer.publish.ScopeCard} writes its card.
 * </ul>
 */
@NullMarked
package org.robustdx.trainer.publish;

import org.jspecify.annotations.NullMarked;
