/**
 * Evaluation of an exported model: from images to {@code report.json}.
 *
 * <p>Start with {@link org.robustdx.trainer.evaluate.Evaluation}. {@link org.robustdx.trainer.evaluate.Selection} chooses the images, from one or
 * several sites. The evaluation measures the model in one {@link org.robustdx.trainer.evaluate.Condition} after the other, and on out-of-scope images
 * (package {@code sets}). Its result is {@link org.robustdx.trainer.evaluate.Findings}: the model's answers, without any judgement.
 *
 * <p>{@link org.robustdx.trainer.evaluate.ReportBuilder} turns findings into a {@link org.robustdx.trainer.evaluate.Report}. One class computes each
 * part: {@code ConditionRows}, {@code WorstCases}, {@code DetectionRows}, {@code VerdictRows}, {@code ScopeRows}, {@code CoverageRows},
 * {@code SubgroupRows}. {@link org.robustdx.trainer.evaluate.FlagRule} adds warnings about doubtful results. {@code AttackRules} compares attacks with
 * each other, {@code LimitRules} checks scope, prediction sets and subgroups.
 *
 * <p>{@link org.robustdx.trainer.evaluate.ReportFile} reads and writes the file. The package {@code html} renders the page.
 */
@NullMarked
package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
