/** Detector scores computed inside the served graph, and their calibration on clean images. */
@NullMarked
package org.robustdx.trainer.detect;

import org.jspecify.annotations.NullMarked;
