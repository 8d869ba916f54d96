/**
 * Runs a SameDiff graph repeatedly and fast. The graph is planned once per batch size, in memory that is allocated
 * once.
 *
 * <p>Start with {@link org.robustdx.trainer.plan.GraphRunner}. {@code Plan} orders the operations and binds them to
 * memory ({@code Slots}); {@code Fusion} finds operations that can be combined. {@code OneDnn} provides fast kernels
 * ({@code …Step} classes); {@code Nd4jStep} runs all other operations.
 */
@NullMarked
package org.robustdx.trainer.plan;

import org.jspecify.annotations.NullMarked;
