/**
 * Fits a trained model to a site without training it: a shift and a temperature for its logits, the class shares of unlabelled images, and the
 * measurements before and after. Start with {@link org.robustdx.trainer.calibrate.LogitCorrection}.
 */
@org.jspecify.annotations.NullMarked
package org.robustdx.trainer.calibrate;
