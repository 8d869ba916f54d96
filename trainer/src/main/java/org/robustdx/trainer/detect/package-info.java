/**
 * Detectors of tampered images.
 *
 * <p>A {@link org.robustdx.trainer.detect.Detector} adds one score to the served graph. The score is computed from the
 * image, its reconstruction and the logits of both; higher means more suspicious.
 * {@link org.robustdx.trainer.detect.Detectors} registers all detectors, and
 * {@link org.robustdx.trainer.detect.Combined} sums their standardised scores to the one that raises the alarm. The
 * scores are calibrated on clean images when the model is published, not here.
 */
@NullMarked
package org.robustdx.trainer.detect;

import org.jspecify.annotations.NullMarked;
