/**
 * Fits a trained model to a site without training it, from what the model says of the site's images.
 *
 * <ul>
 *   <li>{@link org.robustdx.trainer.calibrate.SiteImages} holds logits, scores, labels and patients;
 *       {@link org.robustdx.trainer.calibrate.SiteModel} holds what a calibration changes, and fits it. Start there.
 *   <li>{@link org.robustdx.trainer.calibrate.LogitCorrection} is the shift and the temperature of the logits;
 *       {@link org.robustdx.trainer.calibrate.ClassShares} estimates how common the classes are, without labels.
 *   <li>{@link org.robustdx.trainer.calibrate.SiteTrial} judges a calibration on images of patients who are left out of the fit,
 *       {@link org.robustdx.trainer.calibrate.SiteRepeats} does so for many draws, and {@link org.robustdx.trainer.calibrate.SiteMeasures} is what
 *       they measure.
 * </ul>
 *
 * Nothing here knows files or networks.
 */
@org.jspecify.annotations.NullMarked
package org.robustdx.trainer.calibrate;
