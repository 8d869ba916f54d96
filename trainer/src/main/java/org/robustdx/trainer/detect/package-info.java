/**
 * Detectors of tampered images. A {@link org.robustdx.trainer.detect.Detector} adds one score to the served graph, computed from the image,
 * its reconstruction and the two sets of logits; higher means more suspicious. {@link org.robustdx.trainer.detect.Detectors} lists them, and
 * {@link org.robustdx.trainer.detect.Combined} sums their standardised scores to the one that raises the alarm. The calibration of the
 * scores on clean images is not here: the model's publication does it.
 */
@NullMarked
package org.robustdx.trainer.detect;

import org.jspecify.annotations.NullMarked;
