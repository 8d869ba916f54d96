/**
 * Measurements on data that chose nothing: balanced accuracy under attack ({@link org.robustdx.trainer.measure.Robustness}), the rate of alarms
 * ({@link org.robustdx.trainer.measure.Alarms}), and prediction sets and their quality ({@link org.robustdx.trainer.measure.RobustSets},
 * {@link org.robustdx.trainer.measure.SetQuality}).
 */
@NullMarked
package org.robustdx.trainer.measure;

import org.jspecify.annotations.NullMarked;
