/**
 * Images that are out of a model's scope, to judge whether its scope detectors recognise them. An
 * {@link org.robustdx.trainer.evaluate.sets.OutOfScopeSet} is made from in-scope images by a
 * {@link org.robustdx.trainer.evaluate.sets.ScopeChange}, drawn as a {@link org.robustdx.trainer.evaluate.sets.DrawnSet}, or read from a folder.
 */
@NullMarked
package org.robustdx.trainer.evaluate.sets;

import org.jspecify.annotations.NullMarked;
