/**
 * Small helpers that every package of the trainer may use: {@link org.robustdx.trainer.common.Bounds} checks arguments,
 * {@link org.robustdx.trainer.common.Argmax} finds the predicted class, and {@link org.robustdx.trainer.common.Digest} makes digests of
 * several parts. This package depends on no other package of the trainer.
 */
@NullMarked
package org.robustdx.trainer.common;

import org.jspecify.annotations.NullMarked;
