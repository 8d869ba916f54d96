/**
 * The networks, and the graphs that are built from them.
 *
 * <p>Start with {@link org.robustdx.trainer.model.DenoisingCnn}, the network of Xue et al. (MICCAI 2019): a backbone (package {@code backbone}) whose lower
 * stages are also the encoder of an auto-encoder. {@link org.robustdx.trainer.model.ModelSpec} describes it. Code that works with adopted networks too
 * uses {@link org.robustdx.trainer.model.Network} and {@link org.robustdx.trainer.model.Blueprint}.
 *
 * <p>Each purpose has its own graph: {@link org.robustdx.trainer.model.ClassifierGraph} for attacks and evaluations,
 * {@link org.robustdx.trainer.model.DetectingGraph} for attacks that know the detectors, and {@link org.robustdx.trainer.model.ServedGraph} for the
 * export.
 */
@NullMarked
package org.robustdx.trainer.model;

import org.jspecify.annotations.NullMarked;
