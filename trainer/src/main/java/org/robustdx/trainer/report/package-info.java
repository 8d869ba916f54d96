/**
 * Files and output of a training run: history, plots, model card, progress.
 *
 * <p>{@link org.robustdx.trainer.report.ModelCardWriter} renders a {@link org.robustdx.trainer.report.ModelCard} as Markdown.
 * {@link org.robustdx.trainer.report.History} writes a row per epoch, and {@link org.robustdx.trainer.report.Plots} draws it.
 * {@link org.robustdx.trainer.report.Progress} shows a progress bar on a terminal, and plain lines elsewhere.
 * {@link org.robustdx.trainer.report.Interval} and {@link org.robustdx.trainer.report.RocCurve} are statistics that several packages report.
 */
@NullMarked
package org.robustdx.trainer.report;

import org.jspecify.annotations.NullMarked;
