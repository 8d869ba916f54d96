/**
 * From detector scores to a verdict.
 *
 * <p>Start with {@link org.robustdx.inference.verdict.VerdictPolicy}. It computes p-values by the calibration of the model file and decides after the first
 * pass: {@link org.robustdx.inference.verdict.FirstPass}. A flagged image needs a second pass, whose label completes the
 * {@link org.robustdx.inference.verdict.Assessment}. {@link org.robustdx.inference.verdict.ScopeFinding} states whether the image is in scope, and
 * {@link org.robustdx.inference.verdict.OutOfScopeReason} why it is not.
 */
@NullMarked
package org.robustdx.inference.verdict;

import org.jspecify.annotations.NullMarked;
