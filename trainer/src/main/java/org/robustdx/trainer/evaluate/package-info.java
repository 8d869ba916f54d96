/**
 * Evaluation of an exported model. {@link org.robustdx.trainer.evaluate.Selection} chooses the images, from one site or several.
 * {@link org.robustdx.trainer.evaluate.Evaluation} measures the model in one {@link org.robustdx.trainer.evaluate.Condition} after the other, and on
 * images out of its scope (package {@code sets}), and returns {@link org.robustdx.trainer.evaluate.Findings}.
 * {@link org.robustdx.trainer.evaluate.ReportBuilder} makes the {@link org.robustdx.trainer.evaluate.Report} of them: one class builds each of its parts
 * ({@code DetectionRows}, {@code VerdictRows}, {@code ScopeRows}, {@code CoverageRows}, {@code SubgroupRows}).
 * {@link org.robustdx.trainer.evaluate.FlagRule} adds warnings about doubtful results. The package {@code html} renders
 * the page.
 */
@NullMarked
package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
