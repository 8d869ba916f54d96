/**
 * Studies: many models, trained and evaluated in the same way, compared in tables.
 *
 * <p>Start with {@link org.robustdx.trainer.study.Study}. It runs a {@link org.robustdx.trainer.study.StudyPlan}: each
 * {@code Cell} is one model to train and evaluate, through {@link org.robustdx.trainer.study.Runs}. {@code StudyTables} writes
 * tables, results and plots after each model, so that an interrupted study shows what is done.
 */
@NullMarked
package org.robustdx.trainer.study;

import org.jspecify.annotations.NullMarked;
