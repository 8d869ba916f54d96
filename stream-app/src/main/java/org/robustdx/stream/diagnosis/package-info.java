/**
 * Diagnoses encoded images: connects the topology to the inference pipeline.
 *
 * <p>Start with {@link org.robustdx.stream.diagnosis.Diagnostician}, the interface that the read-ahead uses.
 * {@link org.robustdx.stream.diagnosis.PipelineDiagnostician} implements it on one pipeline, with a cache of answers
 * ({@link org.robustdx.stream.diagnosis.OutcomeCache}). {@link org.robustdx.stream.diagnosis.ModelSwitch} implements it
 * on the model in use, a {@link org.robustdx.stream.diagnosis.RunningModel}, which can be replaced at any time. Each
 * image ends as an {@link org.robustdx.stream.diagnosis.Outcome}.
 */
@NullMarked
package org.robustdx.stream.diagnosis;

import org.jspecify.annotations.NullMarked;
