/**
 * Small helpers that every package of the trainer may use: {@link org.robustdx.trainer.common.Bounds} checks arguments,
 * {@link org.robustdx.trainer.common.Argmax} finds the predicted class, {@link org.robustdx.trainer.common.Sha256} makes digests and
 * {@link org.robustdx.trainer.common.AtomicFile} replaces files. This package depends on no other package of ours.
 */
@NullMarked
package org.robustdx.trainer.common;

import org.jspecify.annotations.NullMarked;
