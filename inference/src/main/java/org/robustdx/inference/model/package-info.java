/**
 * The model file as it is served.
 *
 * <p>Start with {@link org.robustdx.inference.model.OnnxModel}, an open file. {@code ModelOpening} opens it step by step: it checks the graph (package
 * {@code graph}), creates a session on a device ({@code Sessions}), checks the contract ({@code Contract}) and tries the model on
 * {@code ProbeImages}. {@link org.robustdx.inference.model.ModelMetadata} holds what the file states:
 * {@link org.robustdx.inference.model.Calibration}, {@link org.robustdx.inference.model.PredictionSets},
 * {@link org.robustdx.inference.model.ScopeRule} and {@link org.robustdx.inference.model.DicomScope}.
 *
 * <p>{@link org.robustdx.inference.model.BatchEngine} runs batches of fixed sizes. {@link org.robustdx.inference.model.OutputCheck} rejects outputs that
 * are not finite numbers, so that they never become a diagnosis.
 */
@NullMarked
package org.robustdx.inference.model;

import org.jspecify.annotations.NullMarked;
