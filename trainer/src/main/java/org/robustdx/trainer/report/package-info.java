/** What a training run leaves for people: history, plots, model card, progress. */
@NullMarked
package org.robustdx.trainer.report;

import org.jspecify.annotations.NullMarked;
