/**
 * Images for training: layouts of data folders, several sites, data sets in memory, augmentation, batches and phantoms.
 *
 * <p>{@link org.robustdx.trainer.data.Task} is what a model is for; {@link org.robustdx.trainer.data.Splits} are the four parts of its data, split by
 * patient.
 */
@NullMarked
package org.robustdx.trainer.data;

import org.jspecify.annotations.NullMarked;
