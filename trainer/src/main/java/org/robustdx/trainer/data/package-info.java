/** Images for training: layouts of data folders, several sites, datasets in memory, splits by patient, augmentation, batches, phantoms. */
@NullMarked
package org.robustdx.trainer.data;

import org.jspecify.annotations.NullMarked;
