/**
 * Turns encoded images into assessed answers: a decoding pool, a batcher, and workers that run the model.
 *
 * <p>Start with {@link org.robustdx.inference.pipeline.InferencePipeline}. {@code DecodePool} decodes within the limits
 * of time ({@link org.robustdx.inference.pipeline.DecodeBudget}) and memory ({@code DecodeMemory}). {@code Batcher}
 * forms batches of the sizes in {@code Buckets}. {@code Worker} runs them, handles failures, and submits flagged images
 * for the second pass. The result is an {@link org.robustdx.inference.pipeline.Answer}.
 */
@org.jspecify.annotations.NullMarked
package org.robustdx.inference.pipeline;
