/**
 * Diagnoses files without Kafka, exactly as the app would: the same decoders, pipeline, verdicts and reasons for a refusal.
 *
 * <p>{@link org.robustdx.stream.classify.ImageFiles} finds the files, {@link org.robustdx.stream.classify.Classifier} runs them through the model, and
 * a {@link org.robustdx.stream.classify.Results} writes what comes out: a table for a person, JSON lines for a program.
 */
@NullMarked
package org.robustdx.stream.classify;

import org.jspecify.annotations.NullMarked;
