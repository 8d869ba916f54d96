/**
 * From an assessed image to messages.
 *
 * <p>{@link org.robustdx.stream.alert.Findings} builds diagnoses and alerts; every field of these messages gets its value there.
 * {@code DetectorFindings} lists the detectors with their thresholds, and {@code Severities} rates the urgency of an alert.
 */
@NullMarked
package org.robustdx.stream.alert;

import org.jspecify.annotations.NullMarked;
