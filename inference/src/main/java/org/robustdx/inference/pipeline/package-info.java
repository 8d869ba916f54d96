/** From encoded images to assessed readings: a decoding pool, a batcher, and workers that run the model. */
@org.jspecify.annotations.NullMarked
package org.robustdx.inference.pipeline;
