/**
 * Evaluation of an exported model. {@link org.robustdx.trainer.evaluate.Evaluation} measures it in one
 * {@link org.robustdx.trainer.evaluate.Condition} after the other and returns {@link org.robustdx.trainer.evaluate.Findings};
 * {@link org.robustdx.trainer.evaluate.ReportBuilder} makes the {@link org.robustdx.trainer.evaluate.Report} of them, with intervals and threat
 * models, and {@link org.robustdx.trainer.evaluate.FlagRule} adds warnings about doubtful results.
 */
@NullMarked
package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
