/**
 * Layers and parameters on SameDiff, from which models are built.
 *
 * <p>Start with {@link org.robustdx.trainer.nn.Layers}, which adds layers to a graph, and
 * {@link org.robustdx.trainer.nn.Parameters}, which holds the weights. A {@link org.robustdx.trainer.nn.WeightForm}
 * selects what the optimiser moves: the weights themselves, standardised weights or batch-normalised ones
 * ({@link org.robustdx.trainer.nn.Reparametrisation}).
 */
@NullMarked
package org.robustdx.trainer.nn;

import org.jspecify.annotations.NullMarked;
