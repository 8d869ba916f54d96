package org.robustdx.trainer.study;

import org.robustdx.trainer.evaluate.Report;

/**
 * What one evaluation of a study came to.
 *
 * @param cell the model
 * @param judging the images that it was judged on
 * @param report of the evaluation
 */
record Outcome(Cell cell, Cell.Judging judging, Report report) {}
