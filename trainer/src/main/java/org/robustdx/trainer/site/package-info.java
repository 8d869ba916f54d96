/**
 * The sites of a model: where the images come from that it learnt from ({@link org.robustdx.trainer.site.TrainingSite}), and the calibration of its file
 * to the images of one more site ({@link org.robustdx.trainer.site.SiteCalibration}, reported by {@link org.robustdx.trainer.site.SiteCard}).
 * {@link org.robustdx.trainer.site.SiteEntries} reads and writes both in the file's metadata.
 */
@NullMarked
package org.robustdx.trainer.site;

import org.jspecify.annotations.NullMarked;
