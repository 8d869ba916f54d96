/**
 * Scope detectors: is an image of the kind that the model was trained on?
 *
 * <p>Start at {@link org.robustdx.trainer.scope.ScopeDetectors}, the registry. Each entry pairs what is looked at
 * ({@link org.robustdx.trainer.scope.ScopeFeatures}) with a distance from the training images ({@link org.robustdx.trainer.scope.Distance}).
 * {@link org.robustdx.trainer.scope.ScopeDetector} is such a pair after fitting; {@link org.robustdx.trainer.scope.ScopeScore} combines all of
 * them in the one score that decides. Their arrays are constants of the exported graph, and are read back from there.
 */
@NullMarked
package org.robustdx.trainer.scope;

import org.jspecify.annotations.NullMarked;
