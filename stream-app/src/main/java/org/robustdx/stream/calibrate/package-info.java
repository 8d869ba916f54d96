/**
 * Calibrates both alarms of a model to a source by the scores in its diagnoses, without any image.
 *
 * <p>{@link org.robustdx.stream.calibrate.DiagnosedScores} collects the scores of the diagnoses that count.
 * {@link org.robustdx.stream.calibrate.TrimmedCalibration} fits the alarms to them, and bounds what an attacker among the senders can change.
 * {@link org.robustdx.stream.calibrate.RecalibratedFile} writes the result: the former file with other metadata.
 */
@NullMarked
package org.robustdx.stream.calibrate;

import org.jspecify.annotations.NullMarked;
